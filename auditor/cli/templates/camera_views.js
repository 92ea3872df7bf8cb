"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const SIDES = ["left", "top", "width", "height"];
  const LEAST = 1;
  const text = document.getElementById("text");
  const open = document.getElementById("open");

  const rows = (camera) => [...camera.querySelectorAll("tr[data-place]")];
  const cell = (row, side) => row.querySelector(`[data-side="${side}"]`);
  const round = (share) => Math.round(share * 10) / 10;

  function read(row) {
    const raw = SIDES.map((side) => cell(row, side).value);
    if (raw.every((one) => one === "") && !SIDES.some((side) => cell(row, side).validity.badInput)) return null;
    const [left, top, width, height] = raw.map(Number);
    const whole = raw.every((one) => one !== "") && width >= LEAST && height >= LEAST;
    const inside = left >= 0 && top >= 0 && left + width <= 100.05 && top + height <= 100.05;
    return { left, top, width, height, fault: !whole ? "part" : !inside ? "edge" : "" };
  }

  function write(row, box) {
    for (const side of SIDES) cell(row, side).value = box ? String(round(box[side])) : "";
  }

  function made(name, attributes, words) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (words) element.textContent = words;
    return element;
  }

  function show(camera) {
    const drawn = [];
    rows(camera).forEach((row, index) => {
      const box = read(row);
      const fault = box && box.fault;
      row.querySelector(".fault").textContent = fault ? text.dataset[fault] : "";
      for (const side of SIDES) {
        cell(row, side).classList.toggle("bad", Boolean(fault));
        cell(row, side).setAttribute("aria-invalid", String(Boolean(fault)));
      }
      if (box && !fault) drawn.push([box, row.dataset.kind, String(index + 1)]);
    });
    for (const group of camera.querySelectorAll(".regions")) {
      group.replaceChildren(...drawn.flatMap(([box, kind, number]) => {
        const x = box.left * 1.6, y = box.top * 0.9;
        return [
          made("rect", { class: `region ${kind}`, x, y, width: box.width * 1.6, height: box.height * 0.9 }),
          made("text", { class: "tag", x: x + 1.5, y: y + 6.5 }, number),
        ];
      }));
    }
  }

  function tell() {
    const lines = [text.dataset.head];
    const missing = [];
    for (const camera of cameras) {
      const found = rows(camera).map((row) => [row, read(row)]);
      const good = found.filter(([, box]) => box && !box.fault);
      for (const [row, box] of found) {
        if (row.dataset.needed && !(box && !box.fault)) missing.push(`${row.dataset.name} (${camera.dataset.camera})`);
      }
      if (!good.length) continue;
      lines.push(`${JSON.stringify(camera.dataset.camera)}:`);
      for (const [row, box] of good) {
        const sides = SIDES.map((side) => `${side}: ${round(box[side])}`).join(", ");
        lines.push(`  ${JSON.stringify(row.dataset.place)}: {${sides}}`);
      }
    }
    text.value = `${lines.join("\n")}\n`;
    open.textContent = missing.length ? `${open.dataset.text} ${missing.join("; ")}` : "";
  }

  function choose(camera, chosen) {
    for (const row of rows(camera)) {
      const button = row.querySelector('[data-act="draw"]');
      button.setAttribute("aria-pressed", String(row === chosen));
    }
    camera.classList.toggle("drawing", Boolean(chosen));
    camera.chosen = chosen;
  }

  function at(view, event) {
    const box = view.getBoundingClientRect();
    const share = (value, start, size) => Math.min(100, Math.max(0, ((value - start) / size) * 100));
    return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
  }

  function drawOn(camera, view) {
    let from = null;
    view.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!camera.chosen && event.pointerType === "mouse") choose(camera, rows(camera).find((row) => !read(row)) || null);
      if (!camera.chosen) return;
      event.preventDefault();
      view.setPointerCapture(event.pointerId);
      from = at(view, event);
    });
    view.addEventListener("pointermove", (event) => {
      if (!from) return;
      const to = at(view, event);
      const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])].map(round);
      const [right, bottom] = [Math.max(from[0], to[0]), Math.max(from[1], to[1])].map(round);
      if (right - left < LEAST || bottom - top < LEAST) return;
      write(camera.chosen, { left, top, width: right - left, height: bottom - top });
      show(camera);
    });
    const stop = () => {
      if (!from) return;
      from = null;
      choose(camera, null);
      show(camera);
      tell();
    };
    view.addEventListener("pointerup", stop);
    view.addEventListener("pointercancel", stop);
  }

  const cameras = [...document.querySelectorAll(".camera")];
  for (const camera of cameras) {
    camera.querySelectorAll(".view").forEach((view) => drawOn(camera, view));
    for (const row of rows(camera)) {
      row.addEventListener("input", () => { show(camera); tell(); });
      row.querySelector('[data-act="draw"]').addEventListener("click", () => choose(camera, camera.chosen === row ? null : row));
      row.querySelector('[data-act="clear"]').addEventListener("click", () => { write(row, null); show(camera); tell(); });
    }
    show(camera);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const camera of cameras) choose(camera, null);
  });
  tell();

  const told = document.getElementById("told");
  document.getElementById("copy").addEventListener("click", (event) => {
    text.select();
    if (document.execCommand("copy")) told.textContent = event.currentTarget.dataset.done;
  });
  document.getElementById("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text.value], { type: "text/yaml" }));
    link.download = "vung.yaml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
