// What Backstage's catalog says of each document of each YAML file below a folder, as `ref` or `error: …`.
//
// The steps are those of its backend: `parseEntityYaml` of plugin-catalog-node, the policies that its catalog builder
// enforces, and the validators of the built-in kinds, of the scaffolder's Template and of the AI catalog.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';

const [root, packages] = process.argv.slice(2);
process.removeAllListeners('warning');
const require = createRequire(join(packages, 'package.json'));
const model = require('@backstage/catalog-model');
const scaffolder = require('@backstage/plugin-scaffolder-common');
const alpha = require('@backstage/catalog-model/alpha');
const yaml = require('yaml');

const policy = model.EntityPolicies.allOf([
  new model.DefaultNamespaceEntityPolicy(),
  new model.SchemaValidEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
]);

const validators = [
  model.apiEntityV1alpha1Validator,
  model.componentEntityV1alpha1Validator,
  model.resourceEntityV1alpha1Validator,
  model.groupEntityV1alpha1Validator,
  model.locationEntityV1alpha1Validator,
  model.userEntityV1alpha1Validator,
  model.systemEntityV1alpha1Validator,
  model.domainEntityV1alpha1Validator,
  scaffolder.templateEntityV1beta3Validator,
  alpha.aiResourceEntityV1alpha1Validator,
];

/** A placeholder (`{$text: file}`) is replaced by text before kinds are validated. */
function fillPlaceholders(value) {
  if (Array.isArray(value)) return value.map(fillPlaceholders);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && ['$text', '$json', '$yaml', '$openapi', '$asyncapi'].includes(keys[0])) return 'text';
  return Object.fromEntries(keys.map(key => [key, fillPlaceholders(value[key])]));
}

async function judge(document) {
  if (document.errors.length > 0) return `error: ${document.errors[0].message}`;
  const json = document.toJSON();
  if (json === null) return undefined;
  if (typeof json !== 'object' || Array.isArray(json)) return 'error: expected an object at the root';
  try {
    const entity = await policy.enforce(fillPlaceholders(json));
    // The catalog's model judges an MCP server by a schema of its own.
    const isServer = entity.kind === 'API' && entity.spec?.type === 'mcp-server';
    for (const validator of isServer ? [alpha.mcpServerApiEntityValidator] : validators) {
      if (await validator.check(entity)) return model.stringifyEntityRef(entity);
    }
    return `error: no processor recognized the entity as valid: ${entity.apiVersion} ${entity.kind}`;
  } catch (error) {
    return `error: ${error.message}`;
  }
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

const version = name => JSON.parse(readFileSync(join(packages, 'node_modules', name, 'package.json'), 'utf8')).version;
const used = ['@backstage/catalog-model', '@backstage/plugin-scaffolder-common', 'yaml'];
console.log(`# What Backstage says of each document. Written by tests/backstage/verdicts, with`);
console.log(`# ${used.map(name => `${name} ${version(name)}`).join(', ')}.`);
const named = files(root).map(path => [relative(root, path).split(sep).join('/'), path]);
for (const [name, path] of named.sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(name);
  for (const document of yaml.parseAllDocuments(readFileSync(path, 'utf8'))) {
    const verdict = await judge(document);
    if (verdict) console.log(`  ${verdict.replace(/\s+/g, ' ').slice(0, 200)}`);
  }
}
