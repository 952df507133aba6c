// Prints what the Khronos glTF validator says about each file, as JSON: [{ file, errors, warnings, infos, messages }].
import { readFile } from 'node:fs/promises';
import { validateBytes } from 'gltf-validator';

const results = [];
for (const file of process.argv.slice(2)) {
  const report = await validateBytes(new Uint8Array(await readFile(file)), { maxIssues: 100 });
  results.push({
    file,
    errors: report.issues.numErrors,
    warnings: report.issues.numWarnings,
    infos: report.issues.numInfos,
    messages: report.issues.messages.map(m => `${m.code} ${m.pointer ?? ''}: ${m.message}`),
  });
}

console.log(JSON.stringify(results));
