// Saves the share picture as PNG: the browser draws the SVG, nothing is sent.
"use strict";

document.querySelectorAll("[data-picture]").forEach((button) => {
  const picture = document.getElementById(button.dataset.picture);
  button.hidden = false;
  button.addEventListener("click", async () => {
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 1200;
    canvas.height = 630;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = button.dataset.name;
    link.click();
  });
});
