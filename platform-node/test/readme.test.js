"use strict";
// What the READMEs show in JavaScript runs.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { test } = require("node:test");

const EXAMPLES = process.env.PLATFORM_EXAMPLES ?? join(__dirname, "../../examples");
const ROOT = dirname(EXAMPLES);

for (const file of ["README.md", "platform-node/README.md"]) {
  const text = readFileSync(join(ROOT, file), "utf8");
  const programs = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map((found) => found[1]);
  test(`${file}: ${programs.length} programs`, () => {
    assert.ok(existsSync(join(ROOT, file)) && programs.length > 0);
    for (const program of programs) {
      // Resolved from here, where the package is; the folder is that of the examples.
      const run = `process.chdir(${JSON.stringify(ROOT)});\n${program}`;
      const done = spawnSync(process.execPath, ["-e", run], { cwd: __dirname, encoding: "utf8" });
      assert.equal(done.status, 0, done.stderr);
      assert.ok(done.stdout.length > 0);
    }
  });
}
