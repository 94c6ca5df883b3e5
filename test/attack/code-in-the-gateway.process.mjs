// Loaded into a gateway under test, as if somebody had put code into it. On SIGUSR2 it tries to get at the file that ATTACK_KEY
// names, and prints what each attempt got: a line `attack {"name": …, "got": …}` with `key` where it had the content, `done`
// where it did what it should not, and otherwise the code of the refusal.
process.on('SIGUSR2', async () => {
  const { createRequire } = process.getBuiltinModule?.('node:module') ?? (await import('node:module'));
  const require = createRequire(process.argv[1]);
  const [fs, path, url] = ['fs', 'path', 'url'].map((name) => require(`node:${name}`));
  const key = process.env.ATTACK_KEY;
  const folder = process.env.ATTACK_FOLDER;
  const driver = require('sqlite3');
  const own = (name) => path.join(folder, `${process.pid}-${name}`);
  const text = (given) => String(given);
  const run = (database, statement) =>
    new Promise((done, fail) =>
      database.all(statement, (error, rows) => (error ? fail(error) : done(JSON.stringify(rows)))),
    );
  const open = (file) =>
    new Promise((done, fail) => {
      const database = new driver.Database(file, (error) => (error ? fail(error) : done(database)));
    });
  const attempts = {
    read: () => fs.readFileSync(key, 'utf8'),
    'read by a promise': () => fs.promises.readFile(key, 'utf8'),
    'read by a stream': async () => {
      let all = '';
      for await (const piece of fs.createReadStream(key)) all += piece;
      return all;
    },
    'read by a URL': () => fs.readFileSync(url.pathToFileURL(key), 'utf8'),
    'read by bytes': () => fs.readFileSync(Buffer.from(key), 'utf8'),
    'read by a descriptor': () => fs.readFileSync(fs.openSync(key, 'r'), 'utf8'),
    'read through a relative path': () => fs.readFileSync(path.relative(process.cwd(), key), 'utf8'),
    'read through an allowed folder': () =>
      fs.readFileSync(
        `${path.dirname(process.argv[1])}/${path.relative(path.dirname(process.argv[1]), key)}`,
        'utf8',
      ),
    'read through bytes of an allowed folder': () =>
      fs.readFileSync(
        Buffer.from(`${path.dirname(process.argv[1])}/${path.relative(path.dirname(process.argv[1]), key)}`),
        'utf8',
      ),
    'read through a link of /proc': () => fs.readFileSync(`/proc/self/root${key}`, 'utf8'),
    'read through a symbolic link': () => {
      fs.symlinkSync(key, own('link'));
      return fs.readFileSync(own('link'), 'utf8');
    },
    'read through a relative symbolic link': () => {
      fs.symlinkSync(path.relative(folder, key), own('relative'));
      return fs.readFileSync(own('relative'), 'utf8');
    },
    'read through a hard link': () => {
      fs.linkSync(key, own('hard'));
      return fs.readFileSync(own('hard'), 'utf8');
    },
    'read a copy': () => {
      fs.copyFileSync(key, own('copy'));
      return fs.readFileSync(own('copy'), 'utf8');
    },
    'read as a blob': async () => (await fs.openAsBlob(key)).text(),
    'list its folder': () => `done ${fs.readdirSync(path.dirname(key))}`,
    'load it as settings': () => {
      process.loadEnvFile(key);
      return 'done';
    },
    'run a program': () => text(require('node:child_process').execFileSync('cat', [key])),
    'run a shell': () => text(require('node:child_process').execSync(`cat "${key}"`)),
    'start Node': () =>
      text(
        require('node:child_process').spawnSync(process.execPath, [
          '-p',
          `fs.readFileSync(${JSON.stringify(key)}, "utf8")`,
        ]).stdout,
      ),
    'start a worker': () =>
      new Promise((done, fail) => {
        const { Worker } = require('node:worker_threads');
        const source = `require('node:worker_threads').parentPort.postMessage(require('node:fs').readFileSync(${JSON.stringify(key)}, 'utf8'))`;
        new Worker(source, { eval: true }).once('message', done).once('error', fail);
      }),
    'use a binding of Node': () => `done ${Object.keys(process.binding('fs')).length}`,
    'open a debugger': () => {
      require('node:inspector').open(0);
      require('node:inspector').close();
      return 'done';
    },
    'write a report': () => `done ${process.report.writeReport(own('report.json'))}`,
    'write a file': () => {
      fs.writeFileSync(own('file'), 'x');
      return 'done';
    },
    'write beside the database': () => {
      fs.writeFileSync(path.join(path.dirname(path.dirname(key)), 'gateway.db-journal.try'), 'x');
      return 'done';
    },
    'load native code': () => {
      process.dlopen({ exports: {} }, process.env.ATTACK_NATIVE);
      return 'done';
    },
    'require native code': () => {
      delete require.cache[process.env.ATTACK_NATIVE];
      require(process.env.ATTACK_NATIVE);
      return 'done';
    },
    'load an extension of SQLite': async () => {
      const database = await open(':memory:');
      await new Promise((done, fail) =>
        database.loadExtension(process.env.ATTACK_NATIVE, (error) => (error ? fail(error) : done())),
      );
      return 'done';
    },
    'open it as a database': async () => run(await open(key), 'SELECT * FROM sqlite_master'),
    'attach it to a database': async () =>
      run(await open(':memory:'), `ATTACH '${key}' AS key`).then(() => 'done'),
    'read it by a function of SQLite': async () => run(await open(':memory:'), `SELECT readfile('${key}')`),
    'map the memory of the launcher': () =>
      `done ${fs.readFileSync(`/proc/${process.ppid}/maps`, 'utf8').length}`,
    'read the environment of the launcher': () =>
      `done ${fs.readFileSync(`/proc/${process.ppid}/environ`, 'utf8').length}`,
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    let got;
    try {
      const result = String(await attempt());
      got = result.includes('opening-key-1')
        ? 'key'
        : result.startsWith('done')
          ? 'done'
          : `nothing: ${result.slice(0, 40)}`;
    } catch (error) {
      got = `refused ${error.code ?? error.message}`;
    }
    process.stdout.write(`attack ${JSON.stringify({ name, got })}\n`);
  }
  process.stdout.write('attack over\n');
});
