// A table of figures: words break, cells that open something can be pressed, and a heading sorts.
function cellOf({ text, value, opens }, row, column, tell) {
    const cell = document.createElement(column ? "td" : "th");
    cell.value = value;
    if (typeof value === "string") cell.className = "words";
    if (!column) cell.scope = "row";
    if (opens) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = text;
        button.onclick = () => tell([row, column]);
        cell.append(button);
    } else cell.textContent = text;
    return cell;
}

// Numbers by their size, words as a dictionary has them, and what is not known last.
function sorter(column, falling, language) {
    return (one, other) => {
        const [a, b] = [one, other].map((row) => row.cells[column].value ?? null);
        if (a === null || b === null) return (a === null) - (b === null);
        const order = typeof a === "number" ? a - b : a.localeCompare(b, language);
        return falling ? -order : order;
    };
}

export default function ({ data, parentElement, setTriggerValue }) {
    const place = parentElement.querySelector(".cells");
    if (place.drawn === data.seal) return;
    place.drawn = data.seal;
    const tell = (cell) => setTriggerValue("cell", [data.seal, ...cell]);
    const table = document.createElement("table"), body = table.createTBody(), head = table.createTHead().insertRow();
    table.setAttribute("aria-label", data.label);
    body.append(...data.rows.map((cells, row) => {
        const line = document.createElement("tr");
        line.append(...cells.map((cell, column) => cellOf(cell, row, column, tell)));
        return line;
    }));
    head.append(...data.headings.map((text, column) => {
        const cell = document.createElement("th"), button = document.createElement("button");
        cell.scope = "col";
        if (data.rows.some((cells) => typeof cells[column].value === "string")) cell.className = "words";
        button.type = "button";
        button.textContent = text;
        button.onclick = () => {
            const falling = cell.ariaSort !== "descending";
            for (const other of head.cells) other.ariaSort = null;
            cell.ariaSort = falling ? "descending" : "ascending";
            body.append(...[...body.rows].sort(sorter(column, falling, data.language)));
        };
        cell.append(button);
        return cell;
    }));
    place.replaceChildren(table);
}
