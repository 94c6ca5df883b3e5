// Lets the parent process measure a server, so that the CPU time of the client does not count. The server sends its port,
// and answers every message with its user and system time so far, of all threads, in microseconds. Before a measurement
// it collects its garbage, so that requests do not pay for what earlier ones left behind.

/** @param {number} port where the server listens */
export function reportCpu(port) {
  process.on('message', (message) => {
    if (message === 'begin') globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
  process.send({ port });
}
