"use strict";
// The addon beside the package's files.

module.exports = require("../platform-core.node");
