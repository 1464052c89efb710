// Runs before the page's first script. Times are of the page's own clock.
window.bench = (() => {
    const tasks = [];
    new PerformanceObserver(list => list.getEntries().forEach(task => tasks.push(task.duration)))
        .observe({ type: 'longtask', buffered: true });
    const line = () => document.getElementById('count-line');
    const count = () => {
        const found = line()?.querySelector('strong').textContent.match(/\d[\d,]*/g) ?? [];
        return found.map(number => Number(number.replaceAll(',', '')));
    };
    const row = () => document.querySelector('[role=grid] .row')?.textContent ?? '';
    const conditions = {
        rows: () => row() !== '',
        // Counted, complete, and the rows of that count are drawn.
        loaded: total => count()[1] === total && line().textContent.includes('all loaded') && row() !== '',
        // The head says so only together with the rows.
        sorted: () => document.querySelector('[role=columnheader][aria-sort=ascending]') !== null && row() !== '' && row() !== before,
        matched: (matched, total) => count()[0] === matched && count()[1] === total && (matched === 0 || row() !== ''),
    };
    // A frame in which a condition holds is painted when the task behind it runs.
    const afterPaint = new MessageChannel();
    let painted = () => {};
    afterPaint.port1.onmessage = () => painted();
    const when = holds => new Promise(resolve => {
        const frame = () => {
            if (!holds()) return requestAnimationFrame(frame);
            const then = painted;
            painted = () => { then(); painted = () => {}; resolve(performance.now()); };
            afterPaint.port2.postMessage(0);
        };
        requestAnimationFrame(frame);
    });
    let laps = [], before = '', began = null, listening = new AbortController();
    return {
        // Starts at the last event of a type; several conditions are watched at once.
        arm(type, watched) {
            began = null;
            before = row();
            listening.abort();
            listening = new AbortController();
            addEventListener(type, event => { began = event.timeStamp; }, { capture: true, signal: listening.signal });
            tasks.length = 0;
            laps = watched.map(([name, ...values]) =>
                when(() => began !== null && conditions[name](...values)));
        },
        async times(done) {
            const ends = await Promise.all(laps);
            // Long tasks are told of a little later than they happen.
            await new Promise(resolve => setTimeout(resolve, 100));
            done({ ms: ends.map(end => end - began), longest: Math.max(0, ...tasks) });
        },
        watchFrames() {
            const grid = document.querySelector('[role=grid]');
            const box = grid.getBoundingClientRect();
            const seen = { gaps: [], blank: 0, on: true };
            let before = 0;
            const check = new MessageChannel();
            check.port1.onmessage = () => {
                const at = document.elementFromPoint(box.left + 60, box.top + box.height / 2);
                if (!at?.closest('[role=row]')?.textContent) seen.blank += 1;
            };
            const frame = now => {
                if (!seen.on) return;
                if (before) seen.gaps.push(now - before);
                before = now;
                check.port2.postMessage(0);
                requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
            this.frames = () => {
                seen.on = false;
                const gaps = seen.gaps.sort((a, b) => a - b);
                return { frames: gaps.length, slow: gaps.filter(gap => gap > 50).length,
                    longest: gaps.at(-1) ?? 0, blank: seen.blank };
            };
            return [box.left + box.width / 2, box.top + box.height / 2];
        },
        frames: null,
    };
})();
