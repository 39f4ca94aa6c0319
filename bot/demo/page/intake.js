// The ways in which pictures come to the page: chosen, pasted, dropped.

import { byId } from "./dom.js";
import { filesOf } from "./folders.js";
import { toast } from "./toast.js";

/** The type under which a sample that is dragged carries its addresses. */
export const SAMPLE = "application/x-whosthis-sample";

/**
 * `attachments` takes files in; `samples` fetches those that a drag from the tray names; `show`
 * brings the conversation in view, where they appear.
 */
export function takeIn({ attachments, samples, show, focus }) {
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
    show();
    attachments.add(files.map(named)).then(focus);
  });
  dropping(async (data, asFiles) => {
    const sample = data.getData(SAMPLE);
    const looking = filesOf(data);
    for (const dialog of document.querySelectorAll("dialog:modal")) dialog.close();
    show();
    if (sample) await samples.attach(JSON.parse(sample), asFiles);
    else {
      const { files, left } = await looking;
      if (left) toast(left);
      await attachments.add(files, asFiles);
    }
    focus();
  });
}

/** Show where to drop while something is dragged; wherever it falls, it goes to the open chat. */
function dropping(take) {
  const zones = byId("drops");
  const tray = byId("tray");
  const carries = (event, kind) => event.dataTransfer?.types.includes(kind);
  const takes = (event) =>
    carries(event, "Files") || (carries(event, SAMPLE) && !tray.contains(event.target));
  const show = (event) => {
    zones.hidden = !event;
    const aimed = event?.target.closest?.(".drop") ?? null;
    for (const zone of zones.children) zone.classList.toggle("over", zone === aimed);
  };
  const over = (event) => {
    if (!takes(event)) return show(null);
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    return show(event);
  };
  let inside = null;
  addEventListener("dragenter", (event) => {
    inside = event.target;
    over(event);
  });
  addEventListener("dragover", over);
  // What is entered is told before what is left: whatever is left last, the drag has gone.
  addEventListener("dragleave", ({ target }) => target === inside && show(null));
  addEventListener("dragend", () => show(null));
  addEventListener("drop", (event) => {
    show(null);
    if (!takes(event)) return;
    // A picture must never replace the page.
    event.preventDefault();
    take(event.dataTransfer, event.target.closest?.(".drop")?.dataset.as === "files");
  });
}

/** What is pasted is often called no more than "image.png". */
function named(file, index) {
  if (file.name && file.name !== "image.png") return file;
  return new File([file], `pasted-${index + 1}.${file.type.split("/")[1] ?? "png"}`, {
    type: file.type,
  });
}
