export * from "./helpers.js";
