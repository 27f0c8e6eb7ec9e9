/** Before every id. */
export const firstCluster = '00000000-0000-0000-0000-000000000000';
export const mostAtOnce = 500;
/** A slice is a second or less, and a few clusters are very large. */
const mostNodes = 5_000;

/** As many of the clusters as one slice walks, in their order; at least one. */
export function batchOf(clusters: readonly { id: string; nodeCount: number }[]): string[] {
  const batch: string[] = [];
  let nodes = 0;
  for (const { id, nodeCount } of clusters) {
    nodes += nodeCount;
    if (batch.length > 0 && nodes > mostNodes) break;
    batch.push(id);
  }
  return batch;
}
