// Draws one plotly figure, a plain dictionary from the kernel, and keeps it current.

const PAGE = "__kubeletLabPlotly"; // what all figures of a page share: one library, one request
const PATIENCE_MS = 10_000; // after that long without an answer the next figure asks again
const BUTTONS = [["zoomIn2d", "zoomOut2d", "resetScale2d"]];
const CONFIG = { displaylogo: false, responsive: false, modeBarButtons: BUTTONS };

/** plotly.js, from the kernel of the first figure that needs it. */
function library(model) {
  const page = (globalThis[PAGE] ??= {});
  page.library ??= new Promise((resolve, reject) => Object.assign(page, { resolve, reject }));
  if (!page.arrived && !(Date.now() - page.asked < PATIENCE_MS)) {
    page.asked = Date.now();
    ask(model, page);
  }
  return page.library;
}

function ask(model, page) {
  const answered = (content, buffers) => {
    if (content.kind !== "plotly.js") return;
    model.off("msg:custom", answered);
    page.arrived = true;
    evaluate(buffers[0]).then(page.resolve, page.reject);
  };
  model.on("msg:custom", answered);
  model.send({ kind: "plotly.js" });
}

/** The gzipped bundle as a module; the page's own `Plotly`, if any, stays. */
async function evaluate(gzipped) {
  const plain = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  const code = await new Response(plain).text();
  const wrapped = `const module = { exports: {} };\n${code}\nexport default module.exports;`;
  const url = URL.createObjectURL(new Blob([wrapped], { type: "text/javascript" }));
  const theirs = globalThis.Plotly;
  try {
    return (await import(/* webpackIgnore: true */ url)).default;
  } finally {
    globalThis.Plotly = theirs;
    URL.revokeObjectURL(url);
  }
}

/** The font that stands in for Arial must be there before plotly measures words with it. */
function fonts() {
  const faces = ["", "bold "].map((weight) => document.fonts.load(`${weight}12px kubelet-lab-sans`));
  return Promise.allSettled(faces); // a machine without DejaVu has another
}

/** JupyterLab says which theme it has; elsewhere the page's own background does. */
function isDark(element) {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false";
  for (let node = element; node; node = node.parentElement) {
    const [r, g, b, a = 1] = getComputedStyle(node).backgroundColor.match(/[\d.]+/g).map(Number);
    if (a > 0) return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
  }
  return false;
}

/** A copy of the figure with each colour of the table replaced. */
function inColours(value, table) {
  if (typeof value === "string") return value.replace(/#[0-9a-f]{6}/g, (hex) => table[hex] ?? hex);
  if (Array.isArray(value)) {
    return value.map((item) => inColours(item, table));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inColours(v, table)]));
}

/** The figure as its frame `number` has it; plotly's own slider gives way to a native one. */
function atFrame(figure, number) {
  const frame = figure.frames?.[number];
  if (!frame) return figure;
  const data = [...figure.data];
  frame.traces.forEach((trace, i) => {
    data[trace] = { ...data[trace], ...frame.data[i] };
  });
  const { sliders, ...layout } = figure.layout;
  return { data, layout };
}

/** An end of an axis as a number: plotly hands back "1970-01-01 14:00" for the ms it was given. */
function place(end) {
  return typeof end === "string" ? Date.parse(`${end.replace(" ", "T")}Z`) : end;
}

/** While the reader has zoomed, fixed steps between ticks would leave none: plotly chooses. */
function withTicks(layout, plot, whole) {
  const seen = plot.layout?.xaxis?.range;
  if (!seen || !whole || seen.every((end, side) => place(end) === place(whole[side]))) return layout;
  const { dtick, tick0, ...xaxis } = layout.xaxis;
  return { ...layout, xaxis };
}

/** A slider over the frames of a figure, with words for who cannot see them. */
function scrubber(model) {
  const [box, input, count] = ["label", "input", "span"].map((name) => document.createElement(name));
  const steps = () => model.get("figure").layout.sliders?.[0]?.steps ?? [];
  input.type = "range";
  input.dataset.lmSuppressShortcuts = "true"; // on the focused element itself, or arrows are Lab's
  input.min = 0;
  box.className = "kubelet-lab-scene";
  box.append("scene", input, count);
  input.setAttribute("aria-label", "scene");
  const say = () => {
    const { frames } = model.get("figure");
    const words = frames?.[input.value]?.data.at(-1).text?.[0] ?? "";
    input.setAttribute("aria-valuetext", words.replace(/<br>/g, " ").replace(/<[^>]*>/g, ""));
    count.textContent = `${input.value} of ${input.max}`; // as the code counts them, from 0
  };
  const reset = () => {
    box.hidden = steps().length < 2;
    input.max = steps().length - 1;
    input.value = model.get("scene");
    say();
  };
  input.addEventListener("input", () => {
    model.set("scene", Number(input.value)); // the change redraws, whoever made it
    model.save_changes();
  });
  reset();
  return { box, input, reset };
}

function render({ model, el }) {
  const plot = el.appendChild(document.createElement("div"));
  el.classList.add("kubelet-lab-figure");
  el.setAttribute("role", "figure");
  el.dataset.lmSuppressShortcuts = "true"; // keys on its buttons are not JupyterLab's
  let busy = false;
  let stale = false;
  let width = 0;
  let whole; // the time range of the figure drawn last

  /** One drawing a frame, and none waiting: what is newest when it starts is what it draws. */
  const redraw = async () => {
    stale = true;
    if (busy) return;
    busy = true;
    while (stale) {
      stale = false;
      await draw();
      await new Promise(requestAnimationFrame);
    }
    busy = false;
  };

  const draw = async () => {
    try {
      const [Plotly] = await Promise.all([library(model), fonts()]);
      await show(Plotly, model.get("figure"));
    } catch (error) {
      plot.textContent = `The figure could not be drawn: ${error.message}`;
    }
  };

  const show = async (Plotly, figure) => {
    const dark = isDark(el);
    const scene = atFrame(figure, scenes.input.value);
    const { data, layout } = dark ? inColours(scene, model.get("_dark")) : structuredClone(scene);
    if (!plot.layout) plot.textContent = "";
    await Plotly.react(plot, data, withTicks(layout, plot, whole), CONFIG);
    if (width !== plot.clientWidth) await Plotly.Plots.resize(plot);
    if (!whole) plot.on("plotly_relayout", () => requestAnimationFrame(redraw)); // not inside it
    whole = figure.layout.xaxis.range;
    width = plot.clientWidth;
    el.dataset.theme = dark ? "dark" : "light";
    for (const svg of plot.querySelectorAll(".main-svg")) svg.setAttribute("aria-hidden", "true");
  };

  const describe = () => {
    const { alt } = model.get("figure").layout.meta;
    el.setAttribute("aria-label", alt);
    if (!plot.layout) plot.textContent = alt; // until there is a picture
  };

  const scenes = scrubber(model);
  el.append(scenes.box);

  const changed = () => {
    scenes.reset();
    describe();
    redraw();
  };
  const themed = () => {
    if (el.dataset.theme !== (isDark(el) ? "dark" : "light")) redraw();
  };
  const resized = () => {
    if (width !== plot.clientWidth) redraw();
  };

  const moved = () => {
    scenes.reset();
    redraw();
  };

  model.on("change:figure", changed);
  model.on("change:scene", moved);
  const size = new ResizeObserver(resized);
  size.observe(el);
  const theme = new MutationObserver(themed);
  for (const node of [document.documentElement, document.body]) {
    theme.observe(node, { attributes: true });
  }
  changed();

  return () => {
    model.off("change:figure", changed);
    model.off("change:scene", moved);
    size.disconnect();
    theme.disconnect();
    globalThis[PAGE]?.library.then((Plotly) => Plotly.purge(plot));
  };
}

export default { render };
