"""The measure of all figures: Flask that does nothing, on the same server with the same workers."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "Hello, World!"
