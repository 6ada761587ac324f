SELECT
    key_group,
    count(*),
    sum(sessions),
    sum(g.value),
    count(g.value),
    count(*) FILTER (g.value IS NOT NULL AND g.qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (g.value IS NOT NULL AND g.qualifier IN ('about', 'nearly')),
    coalesce(sum(g.value) FILTER (g.basis = 'estimate'), 0)
FROM event
JOIN event_key_group AS g ON g.event_id = event.id
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY key_group;
