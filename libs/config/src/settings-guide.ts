import { z } from 'zod';
import { settingsSchema } from './settings.js';

const introduction = `# Settings

Rapport reads its settings from environment variables, once, at the start. An empty variable counts as absent. A wrong
setting stops the start with one line per fault that names the setting and never its value. Secrets do not appear in logs.

This page is made from the schema in \`libs/config\` (\`npm run docs:settings\`); a test fails when the two differ.

`;

const kafkaScript = `
\`npm run kafka\`, which starts a single Apache Kafka for development, reads two more: \`KAFKA_PORT\` (default \`9092\`) and
\`KAFKA_DATA_DIR\` (default \`./data/kafka\`).
`;

/** The page `docs/guides/settings.md`. */
export function settingsGuide(): string {
  const rows = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const { description = '', secret = false } = (schema.meta() ?? {}) as {
      description?: string;
      secret?: boolean;
    };
    const choices = choicesOf(schema);
    const says = [
      description,
      ...(choices.length > 0 ? [`One of ${choices.map(code).join(', ')}.`] : []),
      ...defaultOf(schema).map((value) => `Default: ${code(value)}.`),
      ...(secret ? ['Secret.'] : []),
    ];
    return `- ${code(name)}: ${says.join(' ')}`;
  });
  return introduction + rows.join('\n') + '\n' + kafkaScript;
}

function defaultOf(schema: z.ZodType): string[] {
  const parsed = schema.safeParse(undefined);
  const value = parsed.success ? parsed.data : undefined;
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function choicesOf(schema: z.ZodType): string[] {
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
}

function code(text: string): string {
  return `\`${text}\``;
}
