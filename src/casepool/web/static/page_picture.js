// The pages of a PDF as pictures with the same marks as boxes. Pictures are asked for when they come near.

import { h, s } from "./draw.js";

export class PagePictures {
  constructor(root, publication, pages, boxes, choose) {
    this.root = root;
    this.boxes = boxes;
    this.pages = new Map();
    const near = new IntersectionObserver((seen) => seen.filter((item) => item.isIntersecting).forEach(load), {
      rootMargin: "800px",
    });
    const load = (item) => {
      near.unobserve(item.target);
      item.target.setAttribute("href", item.target.dataset.href);
    };
    for (const page of pages) {
      const image = s("image", { width: page.width, height: page.height });
      image.dataset.href = `/page/${encodeURIComponent(publication)}/${page.number}.png`;
      const marks = s("g");
      const svg = s("svg", { viewBox: `0 0 ${page.width} ${page.height}`, role: "img" }, image, marks);
      this.pages.set(page.number, { svg, marks });
      root.append(h("figure", { class: "page", id: `page-${page.number}` }, svg, h("figcaption", { class: "meta" }, `Page ${page.number}`)));
      marks.addEventListener("click", (event) => event.target.dataset.at && choose(event.target.dataset.at));
      near.observe(image);
    }
  }

  setMarks(spans) {
    const drawn = new Map([...this.pages.keys()].map((number) => [number, []]));
    for (const span of spans) {
      for (const [page, x0, y0, x1, y1] of this.boxes[`${span.start}-${span.end}`] ?? []) {
        const names = span.classes.split(" ");
        const box = names.map((name) => name.replace("m-", "bx-")).join(" ");
        const place = { x: x0 - 2, y: y0 - 2, width: x1 - x0 + 4, height: y1 - y0 + 4 };
        const rect = s("rect", { class: `bx ${box}`, rx: 1, ...place });
        rect.dataset.at = `${span.start}-${span.end}`;
        const list = drawn.get(page);
        list?.push(rect);
        if (names.includes("m-current")) list?.push(s("rect", { class: "bx-bar", x: Math.max(2, x0 - 12), y: y0 - 2, width: 3, height: y1 - y0 + 4 }));
        if (names.includes("m-conflict")) list?.push(s("text", { class: "bx-bang", x: Math.max(2, x0 - 22), y: y1 }, "!"));
      }
    }
    for (const [number, { svg, marks }] of this.pages) {
      marks.replaceChildren(...drawn.get(number));
      svg.setAttribute("aria-label", `Page ${number}, ${drawn.get(number).length} marks`);
    }
  }

  show(start, end) {
    const box = this.boxes[`${start}-${end}`]?.[0];
    const page = box && this.pages.get(box[0]);
    if (!page) return false;
    const rect = [...page.marks.children].find((child) => child.dataset.at === `${start}-${end}`);
    (rect ?? page.svg).scrollIntoView({ block: "center" });
    return true;
  }
}
