"use strict";
// Stand-ins for tests.

/** An executor that keeps what it is given in memory. */
class FakeExecutor {
  constructor({ outputs = {}, fails = {}, refuses = {}, notReady = {} } = {}) {
    this.bodies = new Map();
    this.calls = [];
    this.outputs = outputs;
    this.fails = new Map(Object.entries(fails));
    this.refuses = new Map(Object.entries(refuses));
    this.notReady = new Map(Object.entries(notReady));
  }

  observe(work) {
    return this.bodies.get(work.movedFrom ?? work.step.address);
  }

  rehearse(work) {
    const asked = work.filter((one) => one.body !== undefined).map((one) => one.step.address);
    return asked.filter((address) => this.refuses.has(address)).map((address) => `${address}: ${this.refuses.get(address)}`);
  }

  unready(resources) {
    const asked = resources.map((one) => one.address);
    return asked.filter((address) => this.notReady.has(address)).map((address) => `${address}: ${this.notReady.get(address)}`);
  }

  async perform(work, { signal } = {}) {
    signal?.throwIfAborted();
    const { address, action } = work.step;
    this.calls.push(`${action} ${address}`);
    const failure = this.fails.get(address);
    if (failure !== undefined) {
      this.fails.delete(address);
      throw failure instanceof Error ? failure : new Error(String(failure));
    }
    if (action === "delete" || action === "forget") this.bodies.delete(address);
    else if (action === "move") {
      this.bodies.set(address, this.bodies.get(work.movedFrom));
      this.bodies.delete(work.movedFrom);
    } else if (work.body !== undefined) this.bodies.set(address, work.body);
    return { outputs: this.outputs[address] ?? {} };
  }
}

module.exports = { FakeExecutor };
