"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const field = document.getElementById("q");
  const relation = document.getElementById("relation");
  const contradicted = document.getElementById("contradicted");
  const greek = { α: "alpha", β: "beta", γ: "gamma", δ: "delta", κ: "kappa" };
  // TNF-α, TNFα and TNF-alpha are one name to a reader, so they are one here.
  const plain = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[αβγδκ]/g, (letter) => greek[letter]).replace(/[-\u2010-\u2015\u2212]/g, "");
  // The words must stand in the claim and one of its sentences, not scattered over several papers.
  const claims = Array.from(document.querySelectorAll("tbody"), (body) => {
    const head = plain(body.querySelector(".claim").textContent);
    const texts = Array.from(body.querySelectorAll("li"), (item) => `${head} ${plain(item.textContent)}`);
    return { body, texts: texts.length ? texts : [head] };
  });

  const show = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { body, texts } of claims) {
      const fits = texts.some((text) => words.every((word) => text.includes(word)))
        && (!relation.value || body.dataset.relation === relation.value)
        && (!contradicted.checked || "contradicted" in body.dataset);
      body.hidden = !fits;
      found += fits;
    }
    document.getElementById("found").textContent = `${found} of ${claims.length} claims`;
    document.getElementById("none").hidden = found > 0;
  };
  const readHash = () => {
    const query = new URLSearchParams(location.hash.slice(1)).get("q");
    if (query !== null) field.value = query;
    // A link to a claim that the filter hides would lead nowhere.
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) { field.value = ""; relation.value = ""; contradicted.checked = false; }
    show();
    if (target) target.scrollIntoView();
  };
  field.addEventListener("input", () => {
    history.replaceState(null, "", field.value ? `#q=${encodeURIComponent(field.value)}` : location.pathname + location.search);
    show();
  });
  relation.addEventListener("change", show);
  contradicted.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", readHash);
  form.hidden = false;
  readHash();
})();
