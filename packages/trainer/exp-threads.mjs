import os from "node:os"; const rc=os.cpus; os.cpus=()=>[...rc(),...rc()];
import * as tf from "@tensorflow/tfjs-core";
import { writeFileSync } from "node:fs";
import wt from "node:worker_threads";
const RealBlob = globalThis.Blob, realCreate = URL.createObjectURL;
const texts = new Map();
globalThis.Blob = class extends RealBlob { constructor(parts, o){ super(parts,o); texts.set(this, parts[0]); } };
let n=0;
class W extends wt.Worker { constructor(u){ super(u, {}); } }
URL.createObjectURL = (b) => { const f = `/tmp/wk-${process.pid}-${n++}.cjs`; writeFileSync(f, texts.get(b)); return f; };
const wasm = await import("@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.fesm.js");
const origPost = wt.Worker.prototype.postMessage;
wt.Worker.prototype.postMessage = function(m, t){ if (m?.cmd==="load" && m.urlOrBlob instanceof RealBlob) { const f=`/tmp/main-${process.pid}.cjs`; writeFileSync(f, 'var require$$0=require("fs"),require$$1=require("path"),require$$3=require("perf_hooks"),require$$4=require("os"),commonjsGlobal=globalThis,__dirname="/tmp";\n'+texts.get(m.urlOrBlob)); m={...m, urlOrBlob:f}; } return origPost.call(this,m,t); };
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
globalThis.require ??= (await import("node:module")).createRequire(import.meta.url);
globalThis.__dirname ??= "/work/main/packages/trainer/node_modules/@tensorflow/tfjs-backend-wasm/dist";
globalThis.__filename ??= globalThis.__dirname + "/x.js";
wasm.setThreadsCount(2);
wasm.setWasmPaths(globalThis.__dirname + "/");
console.log(await tf.setBackend("wasm"), wasm.getThreadsCount());
for (let r=0;r<4;r++){ const a=tf.randomNormal([1024,1024]), b=tf.randomNormal([1024,1024]); const t=performance.now(); const c=tf.matMul(a,b); c.dataSync(); console.log(performance.now()-t,"ms", 2.147/(performance.now()-t)*1000,"GF/s"); }
const w = tf.backend().wasm;
console.log(Object.keys(w).includes("PThread"), w.PThread?.runningWorkers.length, w.PThread?.unusedWorkers.length, w.HEAPU8.buffer);
