// Draws a Plotly figure, and draws it again in the same place when it changes.
const NARROW = 480, LINE = 19; // pixels
const arriving = (window.outreachLibraries ??= {});

function library(address) {
    arriving[address] ??= new Promise((arrived, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = () => arrived(window.Plotly);
        script.onerror = (error) => {
            delete arriving[address]; // the next drawing asks again
            failed(error);
        };
        document.head.append(script);
    });
    return arriving[address];
}

// On a phone the words of a legend stand below each other, and the drawing keeps its height.
function heightOf({ data: traces, layout }, width) {
    return layout.height + (layout.showlegend && width < NARROW ? LINE * Math.ceil(traces.length / 2) : 0);
}

export default function ({ data, parentElement, setTriggerValue }) {
    const place = parentElement.querySelector(".drawing");
    place.setAttribute("aria-label", data.alt);
    place.style.height = `${heightOf(data.figure, place.clientWidth)}px`;
    place.onbar = (bar) => setTriggerValue("bar", bar);
    const drawn = library(data.library).then(async (Plotly) => {
        if (place.drawn === data.seal) return Plotly;
        place.drawn = data.seal;
        const { data: traces, layout } = structuredClone(data.figure); // Plotly writes into what it is given
        layout.font.family = getComputedStyle(place).fontFamily;
        layout.height = heightOf(data.figure, place.clientWidth);
        await Plotly.react(place, traces, layout, data.config);
        place.removeAllListeners("plotly_click");
        place.on("plotly_click", ({ points: [point] }) => place.onbar([data.seal, point.curveNumber, point.pointIndex]));
        return Plotly;
    });
    let width = place.clientWidth;
    const resized = new ResizeObserver(() => {
        if (place.clientWidth === width || !place.clientWidth) return;
        width = place.clientWidth;
        const height = heightOf(data.figure, width);
        place.style.height = `${height}px`;
        drawn.then((Plotly) => Plotly.relayout(place, { height, autosize: true }));
    });
    resized.observe(place);
    return () => resized.disconnect();
}
