import { join, resolve } from 'node:path';

export type Tool = 'node' | 'python' | 'go' | 'java';

const clients = join(__dirname, 'clients');
/** Where `install-clients.mjs` puts what the clients need. */
const installed = resolve('.cache', 'conformance');

/** How a client of `clients/` is started. */
export function clientCommand(tool: Tool, file: string): { command: string; args: string[]; cwd: string } {
  const cwd = join(clients, tool);
  switch (tool) {
    case 'node':
      return { command: process.execPath, args: [file], cwd };
    case 'python':
      return { command: join(installed, 'python', 'bin', 'python'), args: [file], cwd };
    case 'go':
      return { command: join(installed, 'go', file), args: [], cwd };
    case 'java':
      return { command: 'java', args: ['-Xmx128m', '-cp', join(installed, 'java', '*'), file], cwd };
  }
}
