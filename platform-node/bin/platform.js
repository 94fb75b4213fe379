#!/usr/bin/env node
"use strict";
// The command `platform`, in this process: `npx platform-core plan …`.

// Node's own handler of Ctrl-C ends the process in the middle of things: once somebody listened, and no longer does, it is
// the system's again, and the command's while something is applied.
const nobody = () => {};
process.on("SIGINT", nobody).removeListener("SIGINT", nobody);
process.exitCode = require("../lib/native.js").main(["platform", ...process.argv.slice(2)]);
