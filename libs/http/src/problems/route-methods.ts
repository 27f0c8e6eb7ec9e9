import { Injectable } from '@nestjs/common';

/** Which methods exist at a path, asked only for requests that no route took: 405 with `Allow`, or 404. */
@Injectable()
export class RouteMethods {
  private readonly routes: { pattern: RegExp; methods: readonly string[] }[] = [];

  /** @param url as Fastify's router reads it (`/a/:b`); a pattern with `*` matches too much to say anything */
  add(methods: readonly string[], url: string): void {
    if (url.includes('*')) return;
    const pattern = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    this.routes.push({ pattern: new RegExp(`^${pattern}$`), methods });
  }

  allowedAt(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}
