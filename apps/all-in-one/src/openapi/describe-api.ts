import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type DeclaredRoute, routesOf } from '@rapport/http';
import { withNullTypes } from './null-types.js';
import { problemResponses, problemSchemas } from './problem-schemas.js';
import { headersOf, securityOf, securitySchemes } from './route-security.js';

type Operation = Record<string, unknown> & { parameters?: object[] };

/** The OpenAPI 3.1 document of every route that the application has, with who may call it and how it refuses. */
export function describeApi(app: INestApplication, version: string): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Rapport')
    .setDescription('Profiles and messaging: the management API, and the wire of the Segment SDKs.')
    .setVersion(version)
    .build();
  const document = SwaggerModule.createDocument(app, base);
  const accessOf = new Map(routesOf(app).map((route) => [keyOf(route), route.access]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const access = accessOf.get(`${method.toUpperCase()} ${path}`);
      if (!access) continue;
      operation.security = securityOf(access);
      operation.parameters = [...(operation.parameters ?? []), ...headersOf(access, method)];
      if (path.startsWith('/api/v1/')) {
        operation.responses = { ...(operation.responses as object), ...problemResponses };
      }
    }
  }
  const { schemas } = document.components ?? {};
  return withNullTypes({
    ...document,
    components: { ...document.components, schemas: { ...schemas, ...problemSchemas }, securitySchemes },
  }) as OpenAPIObject;
}

function keyOf(route: DeclaredRoute): string {
  return `${route.method} ${route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`;
}
