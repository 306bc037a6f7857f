// What the page decides by: the numbers and orders of the app's rules, as geo/publish/rules.py sends them.

/**
 * @typedef {import("./filters.js").Facet} Facet
 * @typedef {Object} Rules
 * @property {Record<Facet, string>} query_keys the keys of a link, in the order of the page
 * @property {import("./filters.js").ListFacet[]} list_facets
 * @property {import("./filters.js").Switch[]} switches
 * @property {Record<import("./filters.js").HoursFacet, string[]>} hours_choices
 * @property {import("./filters.js").HoursFacet[]} together filters that are asked for the same hours
 * @property {string} weekend
 * @property {number} hours_near days in which the next hours are looked for first
 * @property {number} hours_ahead
 * @property {number} named_days days ahead that their name tells
 * @property {number} text_limit
 * @property {number} raw_limit
 * @property {number} values_limit
 * @property {number} shown_limit
 * @property {number} shown_values
 * @property {string[]} yes_words
 * @property {string[]} no_words
 * @property {number} near_limit
 * @property {string} position pattern of `lat,lon`
 * @property {number} position_decimals
 * @property {Record<string, string>} also_called languages by what browsers call them besides
 * @property {("list" | "map")[]} tabs
 * @property {number} page_size
 * @property {number} max_shown
 * @property {number} shown_digits
 * @property {number} max_printed
 * @property {number} max_loosenings
 * @property {string} offer_id pattern of the id of an offer
 * @property {number} most_kept offers on one's own list
 * @property {number} note_limit characters of a note
 * @property {number} note_raw_limit characters of a note that are looked at
 * @property {number} notes_bytes of all notes together
 * @property {number} walk_kmh
 * @property {number} bike_kmh
 * @property {number} detour_factor
 * @property {number} about_m
 * @property {number} earth_radius_m
 * @property {number} area_grid
 * @property {number} area_left_out
 * @property {number} area_step_min
 * @property {number} position_radius_m
 * @property {number} vague_m
 * @property {number} max_suggestions
 * @property {string[]} points precisions that make a marker of its own
 * @property {string[]} areas
 * @property {number} min_zoom
 * @property {number} max_zoom
 * @property {number} select_zoom
 * @property {number} near_radius_m
 * @property {string[]} facts keys, in the order of a detail
 * @property {string[]} tags
 * @property {string[]} unknown
 * @property {string[]} knowledge how well a place is known, in the order of the summary
 * @property {number} link_decimals
 * @property {string} directions_url
 * @property {string} search_url
 * @property {number} metres_below_m
 * @property {number} tenths_below_m
 * @property {Record<string, number>} part_worth what a part is worth, by its kind
 * @property {number} text_worth
 * @property {number} name_worth
 * @property {number} hint_worth
 * @property {number} field_half
 * @property {number} title_share
 * @property {number} partly_told
 * @property {number} whole_title_bonus
 * @property {number} open_bonus
 * @property {string} everybody
 * @property {number} whole
 * @property {number} suggest_most
 * @property {Record<string, number>} completed_kinds how many of each kind are offered at most: topic, group, city, offer, organisation
 * @property {number} most_completed
 * @property {number} complete_from
 * @property {number} sure_from
 * @property {string} as_typed takes all parts off
 * @property {string} match_key the key of a link that says whether all topics are asked for
 * @property {string} match_all
 * @property {string} match_any
 * @property {string} unread_key the key of a link with meanings that are taken off
 * @property {number} unread_limit
 * @property {string} meaning pattern of a meaning
 * @property {number} second_meaning
 * @property {number} refined
 * @property {number} not_stated
 * @property {number} fit
 * @property {Record<string, number>} wider_groups
 * @property {number} question_limit
 * @property {number} word_limit
 * @property {string} main_language
 * @property {string[]} core_kinds
 * @property {string} asking
 * @property {string[]} flags
 * @property {{needs: string[], protected: string[], leave: string[], leave_to: string, emergency_digits: number, most_named: number}} urgent
 * @property {number} prior_main
 * @property {string[]} lending languages whose words stand in every other
 * @property {number} likely
 * @property {number} form_from
 * @property {number} form_share
 * @property {number} form_ending
 * @property {number} form_typo_from
 * @property {number} form_exact
 * @property {number} form_form
 * @property {number} form_typo
 * @property {number} form_piece
 * @property {number} piece_from
 * @property {number} piece_split_from
 * @property {string[]} piece_links
 * @property {string} joined_letters
 * @property {number} spread
 * @property {number} most_weight
 * @property {number} hint_vote
 * @property {number} hint_share
 * @property {number} hint_sure
 * @property {number} hint_sure_from
 * @property {string} packed_digits how texts that are packed write their digits
 * @property {string[]} days values of meanings, Monday first
 * @property {string[]} levels
 * @property {Record<string, string>} letters that are written for each other
 * @property {number} exact what a match is worth, here and below
 * @property {number} inflected
 * @property {number} stem
 * @property {number} long_start
 * @property {number} part
 * @property {number} split
 * @property {number} typo
 * @property {number} beginning_from letters of a word, here and below
 * @property {number} short_word
 * @property {number} long_start_from
 * @property {number} split_from
 * @property {number} part_from
 * @property {number} later_from
 * @property {number} long_word
 * @property {string[]} links between the parts of a compound
 * @property {number} ending
 * @property {number} head_ending
 * @property {string[]} endings of German words, longest first
 * @property {number} shortest_stem
 */

/** Filled once, before anything is decided. @type {Rules} */
export const RULES = /** @type {any} */ ({});

/**
 * Decide by these from now on.
 * @param {Rules} rules
 */
export function decideBy(rules) {
  Object.assign(RULES, rules);
}
