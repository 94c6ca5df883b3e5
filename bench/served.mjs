// Serves one server in a process of its own, so that its CPU time can be told from the client's. The parent asks for the
// CPU time by message and gets user and system time of all threads in microseconds.
export function report(port) {
  process.on('message', (message) => {
    if (message === 'cpu') {
      globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      process.send({ cpu: user + system, rss: process.memoryUsage().rss });
    }
    if (message === 'end') process.exit(0);
  });
  process.send({ port });
}
