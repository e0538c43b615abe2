// The map as a picture: geometry, drawing, panning, zooming. map_list.js, map_time.js and map.js continue in its scope.
// A point on the map has x and y in map units, with y stretched to fit the window. Its canvas position in pixels is
// `view.x + x * view.scale`, and the same for y.

const $ = (selector, root = element) => root.querySelector(selector);
const stage = $("#map-view"), canvas = $("#map-canvas"), tip = $("#map-tip"), query = $("#map-query");
const side = $("#map-side"), topicList = $("#map-topics"), found = $("#map-found"), card = $("#map-paper");
const legend = $("#map-legend"), controls = [$("#map-search"), $("#map-zoom"), $("#map-list"), $("#map-tools")], summariseButton = $("#map-summarise");
const pen = canvas.getContext("2d");
const narrow = matchMedia("(max-width: 860px)"), calm = matchMedia("(prefers-reduced-motion: reduce)");
const DEEPEST = 40; // the closest zoom, relative to the whole map
const FEW_PAPERS = 800; // up to this many, names stand above their papers rather than among them
const TOPICS_FROM = 1.7; // from this zoom on, topics are labelled rather than groups
const LARGEST_DOT = 10, PHASES = 4; // radius in pixels; subpixel steps per axis at which dots are placed
const REACH = 14; // a paper is hit within this many pixels
const HOME = 0.2; // papers within this share of the map are together
// Where a name is tried: at which height (above its papers, or else below them), and shifted by how many of its own.
const AMONG = [[0, 0], [0, -0.7], [0, 0.7], [0, -1.3], [0, 1.3]], BESIDE = [[0, 0], [0, -0.7], [0, 0.7], [1, 0], [1, 0.7]];
const MARGIN = { top: 72, side: 36, bottom: 118 }; // pixels around the whole map; the search box is above it, the slider and the legend below

const nothing = { stamp: "", ids: [], x: [], y: [], down: [], topics: [], groups: [] };
let map = nothing;
let colours = {};
let stretch = 1, whole = 1; // stretch of the y axis; pixels per unit when the whole map is in view
let pixels; // the image that the dots are drawn into
let view = { x: 0, y: 0, scale: 1 };
let size = { width: 0, height: 0 };
let matches = null; // indices of the papers whose titles match; null without a search
let hovered = -1, chosen = -1;
let frame = 0, flight = 0;

const everything = () => map.ids.keys();
const groupOf = (paper) => map.topics[map.topic[paper]].group;

// Drawing

function redraw() {
  frame ||= requestAnimationFrame(draw);
}

function draw() {
  frame = 0;
  if (!size.width) return;
  const radius = dotRadius();
  pixels.words.fill(0);
  const later = until < Infinity;
  drawDots(everything(), radius, matches || later ? 0.18 : 0.85);
  if (matches) drawDots([...matches].filter(isShown), radius + 1.5, 1);
  else if (later) drawDots([...everything()].filter(isShown), radius, 0.85);
  pen.putImageData(pixels.image, -pixels.edge, -pixels.edge);
  if (!map.ids.length) return;
  pen.setTransform(pixels.ratio, 0, 0, pixels.ratio, 0, 0);
  drawRing(hovered, radius + 3, colours.ink, 1.5);
  drawRing(chosen, radius + 5, colours.accent, 2.5);
  drawNames();
  canvas.dataset.drawn = map.stamp;
}

function dotRadius() {
  const base = Math.min(5, Math.max(1.7, 70 / Math.sqrt(map.ids.length)));
  return Math.min(LARGEST_DOT - 2, base * zoom() ** 0.35) * (size.width < 600 ? 0.85 : 1);
}

// Pixels instead of shapes: without a graphics card, ten thousand shapes take Chromium about 100 ms, pixels 4 ms.
function drawDots(papers, radius, opacity) {
  const { width, height } = pixels.image, words = pixels.words, edge = pixels.edge, ratio = pixels.ratio;
  const stamps = stampsOf(radius * ratio, width, opacity);
  for (const i of papers) {
    const x = (view.x + map.x[i] * view.scale) * ratio + edge, y = (view.y + map.down[i] * view.scale) * ratio + edge;
    if (x < edge / 2 || y < edge / 2 || x >= width - edge / 2 || y >= height - edge / 2) continue;
    const stamp = stamps[((y * PHASES) % PHASES | 0) * PHASES + ((x * PHASES) % PHASES | 0)];
    const colour = colourOf(i), middle = (y | 0) * width + (x | 0);
    for (let k = 0; k < stamp.length; k += 2) {
      const at = middle + stamp[k];
      // Where dots overlap, a pixel belongs to the dot that covers more of it.
      if (stamp[k + 1] > words[at] >>> 24) words[at] = (stamp[k + 1] << 24) | colour;
    }
  }
}

// The pixels of a dot as pairs of offset and opacity, one list for each subpixel position of its centre.
function stampsOf(radius, width, opacity) {
  const reach = Math.ceil(radius + 1), stamps = [];
  for (let phase = 0; phase < PHASES * PHASES; phase++) {
    const x = ((phase % PHASES) + 0.5) / PHASES - 0.5, y = (Math.floor(phase / PHASES) + 0.5) / PHASES - 0.5, stamp = [];
    for (let down = -reach; down <= reach; down++)
      for (let across = -reach; across <= reach; across++) {
        const cover = Math.min(1, radius + 0.5 - Math.hypot(across - x, down - y));
        if (cover > 0) stamp.push(down * width + across, Math.round(255 * opacity * cover));
      }
    stamps.push(stamp);
  }
  return stamps;
}

// The image is larger than the canvas by an edge, so dots at the border need no clipping.
function makePixels(ratio) {
  const edge = Math.ceil(2 * (LARGEST_DOT + 3) * ratio);
  const image = pen.createImageData(canvas.width + 2 * edge, canvas.height + 2 * edge);
  pixels = { image, words: new Uint32Array(image.data.buffer), edge, ratio };
}

function drawRing(paper, radius, colour, width) {
  if (paper < 0) return;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(...place(paper), radius, 0, 2 * Math.PI);
  pen.stroke();
}

// Larger topics are labelled first; a label that would overlap another appears at a closer zoom, and that of a topic out
// of sight not at all.
function drawNames() {
  const near = zoom() >= TOPICS_FROM;
  const homes = map.ids.length <= FEW_PAPERS ? homesOf(near) : null;
  const named = (near ? map.topics : map.groups).map((topic, number) => ({ ...topic, number })).filter((topic) => topic.name && topic.papers);
  const taken = controls.map((node) => boxOf(node));
  pen.textAlign = "center";
  pen.lineJoin = "round";
  pen.globalAlpha = matches ? 0.55 : 1;
  for (const topic of [...named].sort((one, other) => other.papers - one.papers)) {
    const [first, ...rest] = topic.name.split(" · ");
    const lines = [{ text: first, font: `600 ${near ? 14 : 16}px ${colours.serif}`, colour: colours.ink, height: near ? 18 : 20 }];
    if (rest.length) lines.push({ text: rest.join(" · "), font: `400 12px ${colours.sans}`, colour: colours.quiet, height: 15 });
    const x = view.x + topic.x * view.scale, y = view.y + topic.y * stretch * view.scale, home = homes?.[topic.number], gap = LARGEST_DOT + lines.length * 10;
    const box = home && y >= 0 ? roomFor(lines, home.x, [Math.max(0, home.top - gap), home.bottom + gap], taken) : roomFor(lines, x, [y], taken);
    if (box) drawLines(lines, box);
  }
  pen.globalAlpha = 1;
}

// Where each topic or group has most papers together: their middle, top and bottom. Among few papers a name on top of them
// would hide most, and one between two clusters would name neither.
function homesOf(near) {
  const members = (near ? map.topics : map.groups).map(() => []), reach = HOME * Math.min(...room()) * zoom();
  for (const i of everything()) members[near ? map.topic[i] : groupOf(i)].push(place(i));
  return members.map((places) => {
    const around = ([x, y]) => places.filter((other) => Math.hypot(other[0] - x, other[1] - y) < reach);
    const home = places.map(around).reduce((most, some) => (some.length > most.length ? some : most), []);
    const heights = home.map(([, y]) => y);
    return { x: home.reduce((sum, [x]) => sum + x, 0) / home.length, top: Math.min(...heights), bottom: Math.max(...heights) };
  });
}

// The area of a control on the canvas.
function boxOf(node) {
  return { x: node.offsetLeft - 6, y: node.offsetTop - 6, width: node.offsetWidth + 12, height: node.offsetHeight + 12 };
}

function roomFor(lines, x, heights, taken) {
  const width = Math.max(...lines.map((line) => ((pen.font = line.font), pen.measureText(line.text).width))) + 12;
  const height = lines.reduce((sum, line) => sum + line.height, 6);
  if (x < 0 || heights[0] < 0 || x > size.width || heights[0] > size.height) return null;
  const inside = (at, room, whole) => Math.max(4, Math.min(whole - room - 4, at));
  let best = null, fewest = Infinity;
  for (const [at, shift] of heights.length > 1 ? BESIDE : AMONG) {
    const box = { x: inside(x - width / 2, width, size.width), y: inside(heights[at] - height / 2 + shift * height, height, size.height), width, height };
    if (taken.some((other) => box.x < other.x + other.width && other.x < box.x + width && box.y < other.y + other.height && other.y < box.y + height)) continue;
    const covered = dotsUnder(box) + 3 * at;
    if (covered < fewest) [best, fewest] = [box, covered];
  }
  if (best) taken.push(best);
  return best;
}

// How many dots a name would hide. Of many papers some lie everywhere: there its first place is the best.
function dotsUnder(box) {
  if (map.ids.length > FEW_PAPERS) return 0;
  const isUnder = ([x, y]) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
  return [...everything()].filter((paper) => isUnder(place(paper))).length;
}

function drawLines(lines, box) {
  drawPlate(box);
  let y = box.y + 3;
  pen.textBaseline = "top";
  for (const line of lines) {
    pen.font = line.font;
    pen.strokeStyle = colours.paper;
    pen.lineWidth = 3;
    pen.strokeText(line.text, box.x + box.width / 2, y + 2);
    pen.fillStyle = line.colour;
    pen.fillText(line.text, box.x + box.width / 2, y + 2);
    y += line.height;
  }
}

// Dims the dots under a label, so that it can be read.
function drawPlate(box) {
  const opacity = pen.globalAlpha;
  pen.globalAlpha = 0.6 * opacity;
  pen.fillStyle = colours.paper;
  pen.beginPath();
  pen.roundRect(box.x, box.y, box.width, box.height, 8);
  pen.fill();
  pen.globalAlpha = opacity;
}

// Turns `#rrggbb` into the lower three bytes of a pixel: blue, green, red.
function pixelOf(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return (blue << 16) | (green << 8) | red;
}

function takeColours() {
  const style = getComputedStyle(element), value = (name) => style.getPropertyValue(name).trim();
  colours = { ink: value("--ink"), quiet: value("--quiet"), paper: value("--paper"), accent: value("--accent") };
  colours.serif = value("--serif");
  colours.sans = value("--sans");
  colours.groups = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => pixelOf(value(`--map-${number}`)));
  for (const name of ["none", "star"]) colours[name] = pixelOf(value(`--map-${name}`));
  colours.ramp = rampOf(pixelOf(value("--map-old")), pixelOf(value("--map-new")));
  redraw();
}

// Moving

const place = (paper) => [view.x + map.x[paper] * view.scale, view.y + map.down[paper] * view.scale];
const room = () => [size.width - 2 * MARGIN.side, Math.max(80, size.height - MARGIN.top - legend.offsetHeight - MARGIN.bottom)];
const zoom = () => view.scale / whole;

// The axes of the map have no meaning, so it may be stretched to fill a tall or a wide window.
function suit() {
  const { left, top, right, bottom } = boundsOf(everything(), map.y), [across, down] = room();
  const wide = Math.max(right - left, 1), tall = Math.max(bottom - top, 1);
  stretch = Math.max(0.75, Math.min(1.6, down / tall / (across / wide))) || 1;
  map.down = map.y.map((y) => y * stretch);
  whole = Math.max(Math.min(across / wide, down / (tall * stretch)), 1e-6);
}

function boundsOf(papers, down = map.down) {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const i of papers) {
    bounds.left = Math.min(bounds.left, map.x[i]);
    bounds.right = Math.max(bounds.right, map.x[i]);
    bounds.top = Math.min(bounds.top, down[i]);
    bounds.bottom = Math.max(bounds.bottom, down[i]);
  }
  return bounds;
}

function fit(papers, gently = true) {
  const { left, top, right, bottom } = boundsOf(papers);
  if (left === Infinity || !size.width) return;
  const [across, down] = room();
  const fitting = Math.min(across / Math.max(right - left, 1), down / Math.max(bottom - top, 1));
  const scale = Math.max(whole, Math.min(fitting, whole * 8));
  const target = { scale, x: size.width / 2 - ((left + right) / 2) * scale, y: MARGIN.top + down / 2 - ((top + bottom) / 2) * scale };
  if (gently && !calm.matches) return fly(target);
  view = target;
  redraw();
}

function fly(target) {
  const from = { ...view }, start = performance.now(), run = ++flight;
  const step = (now) => {
    if (run !== flight) return;
    const done = Math.min(1, Math.max(0, (now - start) / 320)), eased = 1 - (1 - done) ** 3;
    for (const name of ["scale", "x", "y"]) view[name] = from[name] + (target[name] - from[name]) * eased;
    redraw();
    if (done < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function zoomBy(factor, x = size.width / 2, y = size.height / 2) {
  flight++;
  const scale = Math.max(whole * 0.7, Math.min(whole * DEEPEST, view.scale * factor));
  view = { scale, x: x - (x - view.x) * (scale / view.scale), y: y - (y - view.y) * (scale / view.scale) };
  redraw();
}

function panBy(x, y) {
  flight++;
  view.x += x;
  view.y += y;
  redraw();
}

function resize() {
  const { width, height } = stage.getBoundingClientRect(), shown = size.width > 0;
  const before = { across: (size.width / 2 - view.x) / view.scale, down: (size.height / 2 - view.y) / view.scale / stretch, zoom: zoom() };
  size = { width, height };
  if (!width) return;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  makePixels(ratio);
  suit();
  if (shown && Math.abs(before.zoom - 1) > 0.01) {
    view.scale = whole * before.zoom;
    view.x = width / 2 - before.across * view.scale;
    view.y = height / 2 - before.down * stretch * view.scale;
  } else fit(everything(), false);
  draw(); // at once, because resizing a canvas clears it
  if (!shown) load();
}
