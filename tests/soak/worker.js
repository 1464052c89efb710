// At the end of the worker's first script: it says how large its memory is when it is asked.
const memories = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = (...given) => instantiate.apply(WebAssembly, given).then(result => {
    const { memory } = (result.instance || result).exports;
    if (memory) memories.push(memory);
    return result;
});
const asked = new BroadcastChannel('soak');
asked.onmessage = ({ data }) => {
    if (data === 'ask') asked.postMessage(memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
};
