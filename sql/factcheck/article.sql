/*
description: Articles whose claims are checked. One row per article.
key: [article_id]
columns:
  article_id: name of the file in warehouse/articles
  title: headline
  outlet: where it appeared
  author: who wrote it
  url: where to read it
  published: day of publication
  language: language of the text
*/
select article_id, title, outlet, author, url, published, language
from input.article
order by article_id
