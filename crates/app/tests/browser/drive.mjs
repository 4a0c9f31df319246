// Drives headless Chromium over the pages of `materiel serve`, and says what is wrong with them.
//
// In: the program's address, the browser's path, and optionally a folder for screenshots. Out: one line a check; exit code 1 when any fails.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [address, chromium, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const at = (path) => new URL(path, address).href;
let failed = 0;
const check = (good, words) => {
  console.log(`${good ? "ok  " : "FAIL"} ${words}`);
  if (!good) failed += 1;
};

const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ["--no-sandbox", "--disable-gpu", "--lang=en"] });

/** A page that remembers what the browser complains of, and whom it asks. */
async function open({ width = 1280, dark = false, script = true } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(script);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }, { name: "prefers-reduced-motion", value: "reduce" }]);
  page.wrong = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && page.wrong.push(message.text()));
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith(address) && !request.url().startsWith("data:")) page.wrong.push(`asks ${request.url()}`); });
  return page;
}
const text = (page, selector) => page.$eval(selector, (element) => element.textContent.replace(/\s+/g, " ").trim());
const json = async (path) => (await fetch(at(path))).json();

const rows = await json("/register.json");
const telling = rows.filter((row) => row.kind === "transfer" && row.conflicts > 0).sort((a, b) => b.voices - a.voices)[0] ?? rows[0];
const record = await json(`/record/${telling.id}.json`);
const quote = record.history.flatMap((step) => step.quotes)[0];
const pages = {
  register: "/register", record: `/record/${telling.id}`, document: `/document/${quote.document}`, state: `/state/${telling.recipient}`,
  weapon: `/weapon/${telling.family}`, flows: "/flows", news: "/news?from=2023-01-01", search: "/search?q=missiles",
};

for (const [name, path] of Object.entries(pages)) {
  const page = await open();
  const answer = await page.goto(at(path), { waitUntil: "load" });
  check(answer.status() === 200, `${name}: answers`);
  await page.evaluate(axe);
  const serious = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  });
  check(serious.length === 0, `${name}: accessible ${serious.join("; ")}`);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
  await page.setViewport({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 360, `${name}: fits 360 px (${wide})`);
  if (shots) await page.screenshot({ path: `${shots}/${name}-phone.png` });
  check(page.wrong.length === 0, `${name}: no complaint, no other host ${page.wrong.join("; ")}`);
  await page.close();

  const dark = await open({ dark: true });
  await dark.goto(at(path));
  await dark.evaluate(axe);
  const contrast = await dark.evaluate(async () => (await window.axe.run(document, { runOnly: ["color-contrast"] })).violations.flatMap((one) => one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140))));
  check(contrast.length === 0, `${name}: readable in the dark ${contrast.join(" | ")}`);
  if (shots) await dark.screenshot({ path: `${shots}/${name}-dark.png` });
  await dark.close();

  const plain = await open({ script: false });
  await plain.goto(at(path));
  check((await text(plain, "main")).length > 100, `${name}: works without JavaScript`);
  await plain.close();
}

{
  const page = await open();
  await page.goto(at("/register"));
  const all = rows.length;
  await Promise.all([page.waitForNavigation(), page.click(`.facet a[href*="recipient=${telling.recipient}"]`)]);
  const some = (await json(`/register.json?recipient=${telling.recipient}`)).length;
  check((await text(page, "#shown")) === `${some} record${some === 1 ? "" : "s"}` && some < all, "a facet chooses records");
  await Promise.all([page.waitForNavigation(), page.click(".chosen a")]);
  check((await text(page, "#shown")).startsWith(`${all} `), "what was chosen is taken away again");
  if (all > 50) {
    await Promise.all([page.waitForNavigation(), page.click(".pager a[rel=next]")]);
    check((await text(page, ".range")).startsWith("51–"), "the next page follows");
  }
  await page.goto(at("/register?sort=voices"));
  const voices = await page.$$eval("table.register tbody td:nth-child(8)", (cells) => cells.map((cell) => Number(cell.textContent)));
  check(voices.length > 1 && voices.every((value, index) => index === 0 || voices[index - 1] >= value), "a column orders the list");
  await page.goto(at("/register?known-by=2023-12-31"));
  check((await text(page, ".day")).includes("2023-12-31") && (await text(page, "#shown")) !== `${all} records`, "another day shows another register");
  await page.goto(at("/register?colour=red"));
  check((await text(page, "main")).includes("colour"), "what cannot be asked is told");
  await page.close();
}
{
  const page = await open();
  await page.goto(at(pages.record));
  const link = await page.$(".timeline .quote footer a");
  const words = await page.$eval(".timeline .quote mark", (element) => element.textContent);
  await Promise.all([page.waitForNavigation(), link.click()]);
  const marked = await page.$eval(":target + span", (element) => element.textContent);
  const seen = await page.$eval(":target + span", (element) => { const box = element.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; });
  check(words.startsWith(marked.split(/stage|status/)[0].trim().slice(0, 4)) && seen, `evidence opens at the right words (${words} / ${marked})`);
  await page.close();
}
{
  const page = await open();
  await page.goto(at("/register"));
  await page.keyboard.press("Tab");
  check((await page.evaluate(() => document.activeElement.className)) === "skip", "the first key leads past the bar");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  check((await page.evaluate(() => document.activeElement.id)) === "find", "a key leads to the search");
  await page.keyboard.type("missiles");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  check((await page.$$("article.card mark")).length > 0, "search shows the passage, by keys alone");
  await page.goto(at("/register"));
  await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  check(page.url().includes("/record/"), "keys lead from the list to a record");
  await page.close();
}
// Review: from the queue to a changed record, and back. The token is of somebody who may decide.
const token = process.env.MATERIEL_TOKEN;
if (token) {
  const page = await open();
  await page.goto(at("/review"));
  check((await page.$$(".queue-item")).length > 0 && (await page.$$("button.accept")).length === 0, "who is not signed in looks and does not decide");
  await Promise.all([page.waitForNavigation(), page.click("main a[href^='/sign-in']")]);
  await page.type("#token", token);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  check(page.url().endsWith("/review") && (await page.$$("button.accept")).length > 0, "a token signs in");
  await page.evaluate(axe);
  const serious = await page.evaluate(async () => (await window.axe.run(document)).violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`));
  check(serious.length === 0, `review: accessible ${serious.join("; ")}`);
  if (shots) await page.screenshot({ path: `${shots}/review.png` });
  await page.setViewport({ width: 360, height: 740 });
  check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, "review: fits 360 px");
  await page.setViewport({ width: 1280, height: 900 });

  const words = await page.$eval(".queue-item .context mark", (mark) => {
    const range = document.createRange();
    range.selectNodeContents(mark);
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
    mark.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
    return mark.textContent;
  });
  check((await page.$eval("details.correct[open] input[name=words]", (input) => input.value)) === words, "selected words go into the form");

  const waiting = (await json("/review.json")).length;
  const href = await page.$eval(".queue-item h2 a", (link) => link.getAttribute("href"));
  const state = async () => { const answer = await fetch(at(`${href}.json`)); return answer.ok ? JSON.stringify((await answer.json()).claims.map((one) => [one.claim, one.reviewed])) : "none"; };
  const before = await state();
  await page.evaluate(() => { document.getSelection().removeAllRanges(); document.activeElement.blur(); });
  await Promise.all([page.waitForNavigation(), page.keyboard.press("r")]);
  const after = await state();
  check(page.url().endsWith("#decided") && after !== before && (await json("/review.json")).length < waiting, "a key rejects, and the record changes");
  check((await text(page, ".decisions li")).includes("Tester"), "it is told who did what");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("u")]);
  check((await state()) === before, "undone, the record is what it was");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("a")]);
  const accepted = await state();
  check(accepted !== before && accepted.includes("true"), "accepted, it is reviewed");
  await page.goto(at(href));
  check((await text(page, "main")).includes("✓ reviewed"), "the record's page says so");
  check(page.wrong.length === 0, `review: no complaint, no other host ${page.wrong.join("; ")}`);
  await page.close();
}
await browser.close();
console.log(failed === 0 ? "all is well" : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
