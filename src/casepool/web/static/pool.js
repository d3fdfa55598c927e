// A figure follows the light that was chosen in Settings, not only that of the system.

import "./base.js";

const light = document.documentElement.dataset.light;
document.querySelectorAll(".pool-figure picture, .fig picture").forEach((picture) => {
  if (!light) return;
  const image = picture.querySelector("img");
  picture.querySelector("source")?.remove();
  image.src = light === "night" ? `${image.getAttribute("src")}?light=night` : image.getAttribute("src");
});
