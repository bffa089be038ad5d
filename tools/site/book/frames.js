// Sliders over pictures that were computed beforehand; see tools/site/frames.py.
for (const figure of document.querySelectorAll("figure.frames")) {
  const [words, picture] = figure.querySelectorAll(".words, img");
  const sliders = [...figure.querySelectorAll("input")];

  const show = (slider) => {
    const frames = JSON.parse(slider.dataset.frames);
    const frame = frames[slider.value];
    picture.src = new URL(frame.src, document.baseURI);
    picture.alt = frame.alt;
    words.textContent = frame.words;
    slider.nextElementSibling.value = frame.value;
    slider.setAttribute("aria-valuetext", frame.value);
  };

  for (const slider of sliders) {
    show(slider);
    slider.addEventListener("input", () => {
      for (const other of sliders) {
        if (other === slider) continue;
        other.value = other.defaultValue; // one slider at a time
        show(other);
      }
      show(slider);
    });
    slider.addEventListener("pointerenter", () => {
      for (const { src } of JSON.parse(slider.dataset.frames)) new Image().src = src;
    }, { once: true });
  }
  show(sliders[0]);
  figure.querySelector(".sliders").hidden = false;
}
