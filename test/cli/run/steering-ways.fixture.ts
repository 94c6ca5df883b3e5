import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Where the code of a way is put. */
interface SteeringPlace {
  readonly folder: string;
  /** The path of the file that the code creates. */
  readonly marker: string;
  /** A program that creates it. */
  readonly script: string;
  /** Writes a file below the folder. @returns its path. */
  write(name: string, text: string, mode?: number): string;
}

/** A way in which a variable makes a program run code: the code creates a file whose path ends with the name. */
export interface SteeringWay {
  readonly program: string;
  readonly variable: string;
  readonly value: (at: SteeringPlace) => string;
  /** A command for a shell, in the folder. */
  readonly command: string;
}

const REPOSITORY =
  'rm -rf r; git init -q r && cd r && git config user.email a@b && git config user.name a && echo 1 > f && git add f && git commit -qm 1 && echo 2 > f && git commit -qam 2';

/** The ways that are tested. */
export const STEERING_WAYS: readonly SteeringWay[] = [
  {
    program: 'make',
    variable: 'MAKEFILES',
    value: ({ marker, write }) => write('m.mk', `X := $(shell touch ${marker})\n`),
    command: 'make -f /dev/null',
  },
  {
    program: 'make',
    variable: 'MAKEFLAGS',
    value: ({ marker, write, folder }) =>
      `-I${folder} --eval=include\\ ${write('n.mk', `X := $(shell touch ${marker})\n`)}`,
    command: 'make -f /dev/null',
  },
  { program: 'make', variable: 'CC', value: ({ script }) => script, command: 'touch x.c; make x.o' },
  {
    program: 'tar',
    variable: 'TAR_OPTIONS',
    value: ({ script }) => `--checkpoint=1 --checkpoint-action=exec=${script}`,
    command: 'tar cf /dev/null .',
  },
  {
    program: 'git',
    variable: 'GIT_EXTERNAL_DIFF',
    value: ({ script }) => script,
    command: `${REPOSITORY} && git --no-pager diff HEAD~1`,
  },
  {
    program: 'git',
    variable: 'GIT_SEQUENCE_EDITOR',
    value: ({ script }) => script,
    command: `${REPOSITORY} && git rebase -i HEAD~1`,
  },
  {
    program: 'git',
    variable: 'GIT_SSH_COMMAND',
    value: ({ script }) => script,
    command: 'git ls-remote ssh://127.0.0.1/x',
  },
  {
    program: 'git',
    variable: 'GIT_CONFIG_PARAMETERS',
    value: ({ script }) => `'alias.x'='!${script}'`,
    command: 'git x',
  },
  {
    program: 'npm',
    variable: 'NPM_CONFIG_SCRIPT_SHELL',
    value: ({ script }) => script,
    command: `echo '{"scripts":{"x":"true"}}' > package.json; npm run x --offline`,
  },
  {
    program: 'node',
    variable: 'NODE_OPTIONS',
    value: ({ marker, write }) =>
      `--require=${write('n.js', `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`)}`,
    command: 'node -e 0',
  },
  {
    program: 'python3',
    variable: 'PYTHONPATH',
    value: ({ marker, write, folder }) => {
      write('py/sitecustomize.py', `open(${JSON.stringify(marker)}, 'w')\n`);
      return join(folder, 'py');
    },
    command: 'python3 -c 0',
  },
  {
    program: 'python3',
    variable: 'PYTHONSTARTUP',
    value: ({ marker, write }) => write('s.py', `open(${JSON.stringify(marker)}, 'w')\n`),
    command: 'python3 -i < /dev/null',
  },
  {
    program: 'perl',
    variable: 'PERL5OPT',
    value: ({ marker, write, folder }) => {
      write('pl/Steered.pm', `open(F, '>', '${marker}'); 1;\n`);
      return `-I${join(folder, 'pl')} -MSteered`;
    },
    command: 'perl -e 0',
  },
  {
    program: 'perl',
    variable: 'PERL5DB',
    value: ({ marker }) => `BEGIN { open(F, '>', '${marker}') }`,
    command: 'perl -d -e 0 < /dev/null',
  },
  { program: 'bash', variable: 'BASH_ENV', value: ({ script }) => script, command: 'bash -c :' },
  {
    program: 'bash',
    variable: 'PROMPT_COMMAND',
    value: ({ script }) => script,
    command: 'echo : | bash --norc -i',
  },
  {
    program: 'bash',
    variable: 'HOME',
    value: ({ script, write, folder }) => {
      write('home/.bashrc', `. ${script}\n`);
      return join(folder, 'home');
    },
    command: 'bash -i < /dev/null',
  },
  { program: 'sh', variable: 'ENV', value: ({ script }) => script, command: 'sh -i < /dev/null' },
  {
    program: 'less',
    variable: 'LESSOPEN',
    value: ({ script }) => `|${script} %s`,
    command: 'less /etc/passwd',
  },
  {
    program: 'java',
    variable: 'JAVA_TOOL_OPTIONS',
    value: ({ marker }) => `-Xlog:all=off -Xlog:gc:file=${marker}`,
    command: 'java -version',
  },
  {
    program: 'java',
    variable: 'JDK_JAVA_OPTIONS',
    value: ({ marker }) => `-Xlog:gc:file=${marker}`,
    command: 'java -version',
  },
  {
    program: 'gcc',
    variable: 'COMPILER_PATH',
    value: ({ script, write, folder }) => {
      write('bin/as', `#!/bin/sh\n. ${script}\n`, 0o755);
      return join(folder, 'bin');
    },
    command: 'echo "int x;" > y.c; gcc -c y.c',
  },
  {
    program: 'vim',
    variable: 'VIMINIT',
    value: ({ marker }) => `call writefile([], "${marker}")`,
    command: 'vim --not-a-term -c qa < /dev/null',
  },
  {
    program: 'zip',
    variable: 'ZIPOPT',
    value: ({ script }) => `-T -TT ${script}`,
    command: 'zip z.zip /etc/passwd',
  },
  {
    program: 'wget',
    variable: 'WGETRC',
    value: ({ script, write }) => write('wgetrc', `use_askpass = ${script}\n`),
    command: 'wget -t 1 -T 1 http://127.0.0.1:1/',
  },
  {
    program: 'curl',
    variable: 'CURL_HOME',
    value: ({ marker, write, folder }) => {
      write('curl/.curlrc', `output = "${marker}"\n`);
      return join(folder, 'curl');
    },
    command: 'curl file:///etc/passwd',
  },
  {
    program: 'script',
    variable: 'SHELL',
    value: ({ script }) => script,
    command: 'script -qc true /dev/null < /dev/null',
  },
  {
    program: 'gdb',
    variable: 'XDG_CONFIG_HOME',
    value: ({ marker, write, folder }) => {
      write('xdg/gdb/gdbinit', `shell touch ${marker}\n`);
      return join(folder, 'xdg');
    },
    command: 'gdb -batch',
  },
  {
    program: 'cmake',
    variable: 'CMAKE_TOOLCHAIN_FILE',
    value: ({ marker, write }) => write('t.cmake', `file(WRITE ${marker} "")\n`),
    command: 'rm -rf cm; mkdir cm; echo "project(x NONE)" > cm/CMakeLists.txt; cmake -S cm -B cm/b',
  },
  {
    program: 'cargo',
    variable: 'RUSTC_WRAPPER',
    value: ({ script }) => script,
    command:
      'rm -rf ca; mkdir -p ca/src; printf "[package]\\nname=\\"x\\"\\n" > ca/Cargo.toml; touch ca/src/lib.rs; cd ca; cargo check --offline',
  },
  {
    program: 'ld',
    variable: 'LD_PRELOAD',
    value: ({ marker, write, folder }) => {
      const source = write(
        'p.c',
        `#include <stdio.h>\n__attribute__((constructor)) static void f(void) { fopen("${marker}", "w"); }\n`,
      );
      execFileSync('gcc', ['-shared', '-fPIC', '-o', join(folder, 'p.so'), source]);
      return join(folder, 'p.so');
    },
    command: 'true; cat /dev/null',
  },
];
