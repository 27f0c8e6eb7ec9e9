import { type AddressInfo, createServer } from 'node:net';
import { requireFreePort } from './free-port.js';

describe('free port', () => {
  it('says in one line what to do when another program has it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(requireFreePort('127.0.0.1', port)).rejects.toThrow(
      `Port ${port} is taken. Stop the program that uses it, or start with another one: PORT=${port + 1} npm start`,
    );
    await new Promise((resolve) => other.close(resolve));
    await expect(requireFreePort('127.0.0.1', port)).resolves.toBeUndefined();
  });

  it('says so when the address is not of this machine', async () => {
    await expect(requireFreePort('192.0.2.1', 3000)).rejects.toThrow(
      'HOST=192.0.2.1 is not an address of this machine',
    );
  });
});
