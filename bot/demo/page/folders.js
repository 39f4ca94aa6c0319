// What was dropped, as files: folders are looked into.

const MOST = 200;

/**
 * The files of a drop, those in folders too, and a sentence on what was left out or null. Call it
 * while the drop is being handled: a browser lets nobody look later.
 */
export async function filesOf(data) {
  const items = [...data.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => {
    const entry = item.webkitGetAsEntry?.();
    return entry?.isDirectory ? entry : item.getAsFile();
  });
  const files = [];
  for (const one of dropped) {
    if (one instanceof File) files.push(one);
    else if (one) await look(one, files);
  }
  const folder = dropped.find((one) => one && !(one instanceof File));
  let left = null;
  if (files.length > MOST) left = `Only the first ${MOST} files of “${folder?.name}” are here.`;
  else if (folder && !files.length) left = `There are no files in “${folder.name}”.`;
  return { files: folder ? files.slice(0, MOST) : files, left };
}

/** Add a folder's files, in order of their names, but for those that systems hide. */
async function look(folder, files) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    // A part at a time; the last one is empty.
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) break;
    entries.push(...some);
  }
  entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  for (const entry of entries) {
    if (files.length > MOST || entry.name.startsWith(".")) continue;
    if (entry.isDirectory) await look(entry, files);
    else {
      const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
      if (file) files.push(file);
    }
  }
}
