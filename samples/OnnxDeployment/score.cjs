// Scores rows of pixels with an exported classifier: node score.cjs MODEL.onnx < rows.json > scores.json
// rows.json is a list of rows, each with the C x H x W numbers of its image, plane after plane; scores.json has a list of rows for each output of
// the model: { "Logits": [[..], ..], "Score": [[..], ..] }. All rows go through the network together.
const { readFileSync } = require('node:fs');

function onnxRuntime() {
  try {
    return require('onnxruntime-node');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error('onnxruntime-node is not installed: run npm ci --ignore-scripts in the folder of this script');
    process.exit(3);
  }
}

async function main(model) {
  const rows = JSON.parse(readFileSync(0, 'utf8'));
  const { InferenceSession, Tensor } = onnxRuntime();
  const session = await InferenceSession.create(model);
  const [input] = session.inputMetadata; // shape: ['N', C, H, W]
  const dimensions = [rows.length, ...input.shape.slice(1)];
  const size = dimensions.slice(1).reduce((product, dimension) => product * dimension, 1);
  const wrong = rows.findIndex((row) => row.length !== size);
  if (wrong >= 0) throw new Error(`row ${wrong} has ${rows[wrong].length} numbers; the model takes ${dimensions.slice(1).join(' x ')} = ${size}`);
  const outputs = await session.run({ [input.name]: new Tensor('float32', Float32Array.from(rows.flat()), dimensions) });
  return Object.fromEntries(session.outputNames.map((name) => [name, rowsOf(outputs[name])]));
}

function rowsOf({ data, dims: [count, width] }) {
  return Array.from({ length: count }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
}

if (process.argv.length !== 3) {
  console.error('usage: node score.cjs MODEL.onnx < rows.json > scores.json');
  process.exitCode = 2;
} else {
  main(process.argv[2]).then(
    (scores) => process.stdout.write(JSON.stringify(scores) + '\n'),
    (error) => {
      console.error(`error: ${error.message}`);
      process.exitCode = 1;
    },
  );
}
