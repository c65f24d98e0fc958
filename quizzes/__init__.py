"""The quiz domain: plain Python that knows neither the web nor the database nor the clock."""
