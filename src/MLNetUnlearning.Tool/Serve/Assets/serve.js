// All pages work without this script. It keeps marks as they are made, shows how far runs have come, and hides what cannot be chosen.
"use strict";

addEventListener("pageshow", event => { if (event.persisted) location.reload(); });

// Marks are kept at once, so that closing the page loses none.
const marks = document.querySelector("form[data-live]");
if (marks) {
  const count = document.getElementById("count");
  const said = count.textContent;
  let sending = Promise.resolve();
  const kept = new Map(); // boxes that were changed here, and what the tool has of them
  const keep = boxes => {
    const states = boxes.map(box => [box, box.checked]);
    const body = new FormData();
    body.set("form", marks.elements.form.value);
    body.set("live", "1");
    for (const box of boxes) {
      body.append("shown", box.value);
      body.append(box.checked ? "mark" : "was", box.value);
    }
    sending = sending.then(async () => {
      const words = new URLSearchParams(body);
      const keepalive = words.toString().length < 60000; // browsers refuse to keep more alive
      const answer = await fetch(marks.action, { method: "POST", body: words, keepalive });
      if (!answer.ok) throw new Error();
      const now = await answer.json();
      count.textContent = now.text;
      for (const [box, state] of states) kept.set(box, state);
      for (const button of document.querySelectorAll("[data-needs-marks]")) button.disabled = now.none;
    }).catch(() => {
      for (const box of boxes) box.checked = kept.get(box) ?? box.defaultChecked; // what is not kept is not shown as kept
      count.textContent = "The last mark could not be kept: is the tool still running? Load the page again.";
    });
  };
  let last = null;
  marks.addEventListener("click", event => {
    const box = event.target;
    if (box.name !== "mark") return;
    const boxes = [...marks.querySelectorAll("input[name=mark]")];
    const changed = [box];
    if (event.shiftKey && last && last !== box) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const other of boxes.slice(from, to + 1)) {
        if (other.checked !== box.checked) changed.push(other);
        other.checked = box.checked;
      }
    }
    last = box;
    keep(changed);
  });
  for (const button of document.querySelectorAll("[data-needs-marks]")) if (said.startsWith("Nothing")) button.disabled = true;
}

// How far a run has come. A page of the run itself is loaded anew when the run has another state; elsewhere a link tells of it.
const follow = (shown, address) => {
  const source = new EventSource(address);
  source.addEventListener("progress", event => { if (shown.id === "progress") shown.innerHTML = event.data; });
  source.addEventListener("changed", event => {
    source.close();
    const link = shown.dataset.then && shown.querySelector("a");
    if (!link) return location.reload();
    if (event.data === "done") [link.textContent, link.href] = [shown.dataset.then, location.pathname];
    else if (event.data === "running") {
      link.textContent = "At work";
      follow(shown, address.replace(/state=\w+/, "state=running"));
    } else link.textContent = "It has ended: see why";
  });
  // A server that was ended, or another one in its place, is not waited for without a word.
  let failures = 0;
  const lost = document.createElement("p");
  lost.className = "warning";
  lost.setAttribute("role", "alert");
  lost.textContent = "The tool does not answer. The run goes on without it: start the tool again, and open the address that it prints.";
  source.addEventListener("open", () => { failures = 0; lost.remove(); });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED || ++failures > 2) shown.after(lost);
  });
  addEventListener("pagehide", () => source.close());
};
for (const shown of document.querySelectorAll("[data-events]")) follow(shown, shown.dataset.events);

// A model leaves only the data that it may have been trained on.
const choice = document.querySelector("form[data-fits]");
if (choice) {
  const fit = () => {
    const model = [...choice.querySelectorAll("input[name=model]")].findIndex(box => box.checked);
    const fits = box => model < 0 ? 1 : Number(box.dataset.fits.split(" ")[model]);
    const boxes = [...choice.querySelectorAll("input[name=data]")];
    for (const box of boxes) {
      box.closest("label").hidden = !fits(box);
      box.disabled = !fits(box);
    }
    choice.querySelector("[data-unfit]").hidden = boxes.every(fits);
    return boxes.filter(fits).sort((a, b) => fits(b) - fits(a));
  };
  const choose = ([best]) => { if (best) best.checked = true; };
  choice.addEventListener("change", event => { if (event.target.name === "model") choose(fit()); });
  const fitting = fit();
  if (!fitting.some(box => box.checked)) choose(fitting);
}

// A file that is too large is not sent.
for (const field of document.querySelectorAll("input[type=file]"))
  field.addEventListener("change", () => field.setCustomValidity(
    [...field.files].some(file => file.size > 10 << 20) ? "The file has more than 10 MB: choose a smaller one." : ""));

// What takes a while, or must not happen twice, says so and takes no second click.
for (const form of document.querySelectorAll("form[data-slow]"))
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = form.dataset.slow;
    setTimeout(() => { button.disabled = true; });
  });

// While the model answers for all rows, the page looks whether it is done; marks are never lost by it.
const reading = document.querySelector("[data-reading]");
if (reading) {
  const look = async () => {
    const text = await (await fetch(reading.dataset.reading)).text();
    const there = new DOMParser().parseFromString(text, "text/html");
    if (there.querySelector("[data-reading]")) return setTimeout(look, 1500);
    if (document.activeElement === document.body || !document.activeElement.closest(".filter, .stack"))
      location.replace(reading.dataset.reading);
    else reading.querySelector("p").textContent = "The model has answered: load the page again to see it.";
  };
  setTimeout(look, 1200);
}
