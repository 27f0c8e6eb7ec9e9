import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { previewApp, routesOf } from '@rapport/http';
import { getMetadataStorage } from 'class-validator';
import { doors } from '../doors.js';
import { describeApi } from './describe-api.js';

interface Operation {
  operationId: string;
  security: object[];
  parameters: { name: string; in: string }[];
  responses: Record<string, unknown>;
}

/** Served for people and programs that read the description, not part of it. */
const undescribed = ['/api/v1/openapi.json', '/docs', '/docs/{file}', '/healthz', '/readyz', '/metrics'];

describe('the description of the API', () => {
  let app: INestApplication;
  let document: OpenAPIObject;
  let operations: { at: string; path: string; operation: Operation }[];

  beforeAll(async () => {
    app = await previewApp(doors);
    document = describeApi(app, '1.2.3');
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
        at: `${method.toUpperCase()} ${path}`,
        path,
        operation,
      })),
    );
  });

  it('is OpenAPI 3.1 and knows no `nullable`, which that version does not have', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('has every route of the management API', () => {
    const declared = routesOf(app)
      .map((route) => `${route.method} ${route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`)
      .filter((at) => at.includes(' /api/v1/') && !undescribed.some((path) => at.endsWith(` ${path}`)));
    const described = new Set(operations.map(({ at }) => at));
    expect(declared.filter((at) => !described.has(at))).toEqual([]);
  });

  it('names every operation, each once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const unnamed = operations.filter(({ operation }) => /_|^$/.test(operation.operationId));
    expect(unnamed.map(({ at }) => at)).toEqual([]);
  });

  it('says of every operation who may call it and how it refuses', () => {
    const management = operations.filter(({ path }) => path.startsWith('/api/v1/'));
    for (const { at, operation } of management) {
      expect([at, Array.isArray(operation.security)]).toEqual([at, true]);
      expect([at, Object.keys(operation.responses)]).toEqual([at, expect.arrayContaining(['4XX', '5XX'])]);
    }
  });

  it('declares the parameters of every path', () => {
    for (const { at, path, operation } of operations) {
      const named = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([at, named.sort()]).toEqual([at, inPath.sort()]);
    }
  });

  it('points to schemas that exist', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    const known = Object.keys(document.components?.schemas ?? {});
    expect([...new Set(names)].filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('has every field that a body may have', () => {
    const { schemas = {} } = document.components ?? {};
    const storage = getMetadataStorage() as unknown as {
      validationMetadatas: Map<{ name: string }, { propertyName: string }[]>;
    };
    const missing = [...storage.validationMetadatas].flatMap(([{ name }, rules]) => {
      const schema = schemas[name] as { properties?: object } | undefined;
      if (!schema) return [];
      const fields = [...new Set(rules.map((rule) => rule.propertyName))];
      return fields
        .filter((field) => !(field in (schema.properties ?? {})))
        .map((field) => `${name}.${field}`);
    });
    expect(missing).toEqual([]);
  });
});
