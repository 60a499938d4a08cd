// Draws charts and graphs from the tables beside them; the tables are the truth, and all there is without scripts.
"use strict";

const style = (name) => {
  // canvas knows no light-dark(): let the browser work the colour out
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
};

const rows = (table) => [...table.tBodies[0].rows];

function drawBars(table) {
  const holder = document.getElementById(table.dataset.chart);
  if (!holder || typeof echarts === "undefined" || rows(table).length < 2) return;
  const found = rows(table).map((row) => ({
    label: row.cells[0].textContent.trim(),
    count: Number(row.cells[1].textContent),
    link: row.cells[0].querySelector("a")?.href,
  }));
  if (holder.firstChild) echarts.getInstanceByDom(holder.firstChild)?.dispose();
  holder.hidden = false; // it takes no room where scripts do not run
  // In a child, since ECharts styles what it is given, and htmx would copy that style to the next page's holder.
  holder.replaceChildren(Object.assign(document.createElement("div"), { className: "canvas" }));
  const chart = echarts.init(holder.firstChild);
  chart.setOption({
    animation: false,
    aria: { enabled: false }, // the table says it; the canvas is hidden from screen readers
    color: [style("--accent")],
    grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    xAxis: {
      type: "category", data: found.map((point) => point.label),
      axisLabel: { color: style("--quiet") }, axisLine: { lineStyle: { color: style("--line") } }, axisTick: { show: false },
    },
    yAxis: {
      type: "value", minInterval: 1, splitNumber: 3,
      axisLabel: { color: style("--quiet") }, splitLine: { lineStyle: { color: style("--line") } },
    },
    series: [{ type: "bar", data: found.map((point) => point.count), barMaxWidth: 46, cursor: found[0].link ? "pointer" : "default", itemStyle: { borderRadius: [3, 3, 0, 0] } }],
  });
  chart.on("click", ({ dataIndex }) => { if (found[dataIndex].link) location.assign(found[dataIndex].link); });
}

const SHAPES = { post: "round-rectangle", selector: "ellipse" };

const size = (node) => (node.data("kind") === "post" ? 9 : 14 + 3 * Math.sqrt(node.degree(false)));

function drawGraph(table) {
  const holder = document.getElementById(table.dataset.graph);
  if (!holder || typeof cytoscape === "undefined") return;
  const colour = { post: style("--quiet"), selector: style("--accent") };
  const nodes = new Map();
  const edges = rows(table).map((row, number) => {
    const ends = ["from", "to"].map((end) => {
      const { [end]: id, [`${end}Kind`]: kind, [`${end}Label`]: label, [`${end}Link`]: link } = row.dataset;
      nodes.set(id, { data: { id, kind, label, link } });
      return id;
    });
    return { data: { id: `edge-${number}`, source: ends[0], target: ends[1] } };
  });
  const graph = cytoscape({
    container: holder,
    elements: [...nodes.values(), ...edges],
    userZoomingEnabled: false, // or the wheel would be caught on its way down the page; a click turns it on
    minZoom: 0.2, maxZoom: 3,
    style: [
      { selector: "node", style: {
        "background-color": (node) => colour[node.data("kind")], shape: (node) => SHAPES[node.data("kind")],
        width: size, height: size,
      } },
      { selector: "node[kind = 'selector'], node.named", style: {
        label: "data(label)", "font-size": 9, color: style("--ink"), "text-max-width": 140, "text-wrap": "ellipsis",
        "text-margin-y": -3, "text-background-color": style("--sheet"), "text-background-opacity": 0.85,
        "text-background-padding": 1, "z-index": 2,
      } },
      { selector: "edge", style: { width: 1, "line-color": style("--line"), "curve-style": "haystack" } },
    ],
    layout: { name: "fcose", animate: false, randomize: true, quality: "default", nodeSeparation: 90, idealEdgeLength: 70 },
  });
  graph.on("tap", "node", (event) => { if (event.target.data("link")) location.assign(event.target.data("link")); });
  graph.on("tap", () => graph.userZoomingEnabled(true));
  graph.on("mouseover", "node", (event) => event.target.addClass("named"));
  graph.on("mouseout", "node", (event) => event.target.removeClass("named"));
  holder.addEventListener("mouseleave", () => graph.userZoomingEnabled(false));
  holder.dataset.drawn = graph.nodes().length;
}

function draw() {
  document.querySelectorAll("table[data-chart]").forEach(drawBars);
  document.querySelectorAll("table[data-graph]").forEach(drawGraph);
}

document.addEventListener("DOMContentLoaded", draw);
document.addEventListener("htmx:after:swap", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
addEventListener("resize", () => document.querySelectorAll(".chart > .canvas").forEach((holder) => globalThis.echarts?.getInstanceByDom(holder)?.resize()));
