// What an overview is called, as the heading of its turn. Comes before the scripts that need it, in the scope of each.

function overviewTitle(intent, title, count) {
  if (intent === "table") return title ? t("overview.table_of", { title }) : t("overview.table_of_papers", { count });
  return title ? t("overview.summary_of", { title }) : t("overview.summary_of_papers", { count });
}
