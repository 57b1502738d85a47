import { mkdirSync, writeFileSync } from 'node:fs';
import { reportJsonText } from '#report/json.ts';
import { junitXml } from '#report/junit.ts';
import { page } from '#report/page.tsx';
import { terminal } from '#report/terminal.ts';
import { night } from '#test/report/sample.ts';

mkdirSync('/tmp/out', { recursive: true });
const n = night();
writeFileSync('/tmp/out/index.html', page(n));
writeFileSync('/tmp/out/junit.xml', junitXml(n));
writeFileSync('/tmp/out/report.json', reportJsonText(n));
process.stdout.write(terminal(n, { color: process.argv[2] === 'c', width: 100 }));
