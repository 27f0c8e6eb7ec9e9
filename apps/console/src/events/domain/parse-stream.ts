/** One item of a stream of server-sent events. */
export interface StreamFrame {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Cuts a stream of server-sent events into items (WHATWG HTML, "Interpreting an event stream"), as far as our server uses
 * the format: lines end with LF, comments keep the connection open. A chunk may end anywhere; what is not whole yet waits.
 */
export function frameReader(): (chunk: string) => StreamFrame[] {
  let rest = '';
  return (chunk) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap(frameOf);
  };
}

/** A comment of our server: the stream's place is fixed, and all that comes after it will be told. */
const ready = ': ready';

function frameOf(block: string): StreamFrame[] {
  if (block === ready) return [{ id: null, event: 'ready', data: '' }];
  const frame: StreamFrame = { id: null, event: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const field = line.slice(0, colon);
    if (field === 'id') frame.id = value;
    else if (field === 'event') frame.event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length > 0 ? [{ ...frame, data: data.join('\n') }] : [];
}
