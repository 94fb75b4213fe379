#!/usr/bin/env node
"use strict";
// The command `platform`, in this process: `npx platform-core plan …`.

process.exitCode = require("../lib/native.js").main(["platform", ...process.argv.slice(2)]);
