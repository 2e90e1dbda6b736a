/** Imports tables through the interface of the page, one after the other. */
export async function bring(page, tables) {
  for (const [table, content] of Object.entries(tables)) {
    const job = await page.evaluate(
      async ([name, text]) => {
        const form = new FormData();
        form.append("file", new File([text], `e2e-${name}.csv`, { type: "text/csv" }));
        form.append("table", name);
        let state = await (await fetch("/api/v1/imports", { method: "POST", body: form })).json();
        while (state.state === "running") {
          await new Promise((done) => setTimeout(done, 50));
          state = await (await fetch(`/api/v1/jobs/${state.id}`)).json();
        }
        return state;
      },
      [table, content],
    );
    if (job.state !== "done" || job.report?.accepted === false)
      throw new Error(`${table} was not imported: ${JSON.stringify(job)}`);
  }
}
