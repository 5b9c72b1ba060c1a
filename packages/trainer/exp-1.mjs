import * as tf from "@tensorflow/tfjs-core";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
console.log(await tf.setBackend("wasm"), wasm.getThreadsCount());
for (let r=0;r<4;r++){ const a=tf.randomNormal([1024,1024]), b=tf.randomNormal([1024,1024]); const t=performance.now(); const c=tf.matMul(a,b); c.dataSync(); console.log(performance.now()-t,"ms", 2.147/(performance.now()-t)*1000,"GF/s"); }
