// How the photos of an album share a rectangle.

/** How many pictures go into one album. */
export const ALBUM = 10;

const IDEAL = 1.05;
const NARROWEST = 0.7;
const WIDEST = 1.5;

/**
 * Photos as rows: lists of { index, shape }, each row with its own shape (width by height), and
 * the shape of the whole. `shapes` are the photos' own, width by height.
 */
export function arrange(shapes) {
  const bounded = shapes.map((shape) => Math.min(Math.max(shape, NARROWEST), WIDEST));
  let best = null;
  for (const lengths of partitions(shapes.length)) {
    const rows = cut(bounded, lengths);
    const bad = badness(rows);
    if (!best || bad < best.bad) best = { bad, rows };
  }
  return best.rows;
}

/** Every way to write n as a sum of numbers from 1 to 4. */
function partitions(n) {
  if (n === 0) return [[]];
  const all = [];
  for (let first = 1; first <= Math.min(n, 4); first++) {
    for (const rest of partitions(n - first)) all.push([first, ...rest]);
  }
  return all;
}

function cut(shapes, lengths) {
  let next = 0;
  return lengths.map((length) => {
    const photos = Array.from({ length }, () => ({ index: next, shape: shapes[next++] }));
    return { photos, shape: photos.reduce((sum, photo) => sum + photo.shape, 0) };
  });
}

/** The whole near a square, rows of like height, and no photo much larger than the others. */
function badness(rows) {
  const heights = rows.map((row) => 1 / row.shape);
  const whole = heights.reduce((sum, height) => sum + height, 0);
  const mean = whole / rows.length;
  const uneven = heights.reduce((sum, height) => sum + Math.abs(height / mean - 1), 0);
  const lonely = rows.length > 1 ? rows.filter((row) => row.photos.length === 1).length : 0;
  const areas = rows.flatMap(({ photos, shape }) => photos.map((one) => one.shape / shape ** 2));
  const unlike = Math.log(Math.max(...areas) / Math.min(...areas));
  return (
    2.2 * Math.abs(Math.log(IDEAL * whole)) + uneven / rows.length + 0.25 * unlike + 0.12 * lonely
  );
}
