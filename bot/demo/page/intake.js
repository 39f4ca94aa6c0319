// The ways in which pictures come to the page: chosen, pasted, dropped.

import { byId } from "./dom.js";

/** The type under which a sample that is dragged carries its addresses. */
export const SAMPLE = "application/x-whosthis-sample";

/** `attachments` takes files in; `samples` fetches those that a drag from the tray names. */
export function takeIn({ attachments, samples, focus }) {
  const picker = byId("picker");
  byId("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", async () => {
    const files = [...picker.files];
    picker.value = "";
    await attachments.add(files);
    focus();
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    attachments.add(files.map(named)).then(focus);
  });
  dropping(async (data, asFiles) => {
    const sample = data.getData(SAMPLE);
    const files = [...data.files];
    if (sample) await samples.attach(JSON.parse(sample), asFiles);
    else await attachments.add(files, asFiles);
    focus();
  });
}

/** Show where to drop while something is dragged over the conversation. */
function dropping(take) {
  const zones = byId("drops");
  const area = byId("conversation");
  const carries = ({ dataTransfer }) =>
    ["Files", SAMPLE].some((type) => dataTransfer?.types.includes(type));
  const over = (zone) => {
    for (const one of zones.children) one.classList.toggle("over", one === zone);
  };
  let inside = 0;
  const show = (shown) => {
    if (!shown) inside = 0;
    zones.hidden = !shown;
    over(null);
  };
  area.addEventListener("dragenter", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    if (++inside === 1) show(true);
  });
  area.addEventListener("dragleave", (event) => {
    if (carries(event) && --inside <= 0) show(false);
  });
  area.addEventListener("dragover", (event) => {
    if (carries(event)) over(event.target.closest?.(".drop"));
  });
  // A picture that misses must not replace the page.
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = area.contains(event.target) ? "copy" : "none";
  });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    show(false);
    if (!area.contains(event.target)) return;
    take(event.dataTransfer, event.target.closest?.(".drop")?.dataset.as === "files");
  });
  addEventListener("dragend", () => show(false));
}

/** What is pasted is often called no more than "image.png". */
function named(file, index) {
  if (file.name && file.name !== "image.png") return file;
  return new File([file], `pasted-${index + 1}.${file.type.split("/")[1] ?? "png"}`, {
    type: file.type,
  });
}
