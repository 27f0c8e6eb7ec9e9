import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { packageRoot } from '@rapport/config';

/** The console as `npm run build` left it. */
export interface BuiltConsole {
  indexHtml: string;
  assetsFolder: string;
}

@Injectable()
export class ConsoleFiles {
  /** Read once, at the start: a build that changes under a running server is a new release. Undefined without a build. */
  read(): BuiltConsole | undefined {
    return builtIn(join(packageRoot, 'apps', 'console', 'dist'));
  }
}

export function builtIn(folder: string): BuiltConsole | undefined {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  return { indexHtml: readFileSync(index, 'utf8'), assetsFolder: join(folder, 'assets') };
}
