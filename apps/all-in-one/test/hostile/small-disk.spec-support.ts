import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that can be filled to the last byte, and emptied again. Mounting takes root. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'rapport-small-disk-'));
  private readonly ballast = join(this.folder, 'ballast');

  constructor(megabytes: number) {
    const mount = ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.folder];
    const [command = '', ...args] = process.getuid?.() === 0 ? mount : ['sudo', '-n', ...mount];
    execFileSync(command, args);
    chmodSync(this.folder, 0o755);
  }

  /** Takes everything that is left. */
  fill(): void {
    const block = Buffer.alloc(64 * 1024);
    for (let size = block.length; size > 0;) {
      try {
        appendFileSync(this.ballast, block.subarray(0, size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  get bytesLeft(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  remove(): void {
    const unmount = ['umount', '-l', this.folder];
    const [command = '', ...args] = process.getuid?.() === 0 ? unmount : ['sudo', '-n', ...unmount];
    execFileSync(command, args);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
