import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const kafkaVersion = '4.4.0';
const slf4jVersion = '1.7.36';

/** Kafka brings the API of SLF4J but nothing behind it: without a binding a broker prints no error at all. */
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rapport</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>${slf4jVersion}</version></dependency>
  </dependencies>
</project>
`;

/**
 * The folder with Kafka's jars; fetched once by Maven into `.cache/kafka-<version>`.
 * @param {string} root the checkout
 * @returns {string}
 */
export function kafkaJars(root) {
  requireJava();
  const folder = resolve(root, '.cache', `kafka-${kafkaVersion}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  requireTool(
    'mvn',
    ['-v'],
    'Maven (`mvn`) is missing: Kafka is fetched with it. Install Maven 3.8 or newer.',
  );
  const building = `${folder}.${process.pid}`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  writeFileSync(join(building, 'pom.xml'), pom);
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const { status } = spawnSync(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(building, 'pom.xml'),
      plugin,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${building}`,
    ],
    // Standard output is read for the broker's address: not even Maven's colour codes may stand there.
    { stdio: ['ignore', process.stderr, 'inherit'] },
  );
  if (status !== 0 || !readdirSync(building).some((name) => name.startsWith('kafka_'))) {
    throw new Error(`Maven could not fetch Apache Kafka ${kafkaVersion}; its own lines above say why.`);
  }
  writeFileSync(join(building, 'complete'), '');
  try {
    renameSync(building, folder);
  } catch {
    // Somebody else was faster; theirs is as good.
    rmSync(building, { recursive: true, force: true });
  }
  return folder;
}

function requireJava() {
  const sentence = 'Java is missing: Apache Kafka needs Java 17 or newer (`java` in the PATH).';
  const output = requireTool('java', ['-version'], sentence);
  const version = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
  if (version < 17) throw new Error(`Java ${version} is too old: Apache Kafka needs Java 17 or newer.`);
}

/**
 * @param {string} tool
 * @param {string[]} probe
 * @param {string} sentence
 * @returns {string}
 */
function requireTool(tool, probe, sentence) {
  const { error, stdout, stderr } = spawnSync(tool, probe, { encoding: 'utf8' });
  if (error) throw new Error(sentence);
  return `${stdout}${stderr}`;
}
