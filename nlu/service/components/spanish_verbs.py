"""Verbs apart from who says them and to whom: «tenés», «tiene» and «tendrían» are one.

Snowball's stems part the forms of the verbs most used, and those with pronouns at their end
(«hacérmelo»). Pure functions without Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from components.span_features import stem_of

# The forms of irregular verbs, folded, as they are met in chats.
_FORMS = {
    "tener": "tengo tenes tienes tiene tenemos tienen tenia tenian tenias tuve tuvo tuviste "
    "tuvieron tendria tendrias tendrian tendre tendra tendras tendran tendremos tenga tengas "
    "tengan tuviera tuvieras tuvieran tuviese teniendo tenido",
    "poder": "puedo podes puedes puede podemos pueden podia podian podias pude pudo pudiste "
    "pudieron podria podrias podrian podriamos podre podra podras podran podremos pueda puedas "
    "puedan podamos pudiera pudieras pudieran pudiese pudiendo podido",
    "querer": "quiero queres quieres quiere queremos quieren queria querian querias queriamos "
    "quise quiso quisiera quisieras quisieran quisieramos quisiese querria quiera quieras",
    "hacer": "hago haces hace hacemos hacen hacia hacian hice hizo hiciste hicieron haria harias "
    "harian hare hara haras haran haga hagas hagan hagamos hagame haganme hiciera haciendo hecho",
    "ir": "voy vas va vamos van iba iban ibas ibamos ire iras ira iran iria irias irian vaya vayas "
    "vayan vayamos fuera fuese yendo irme irnos irse",
    "ser": "soy sos eres es somos son era eran eras sera seran seria serian sea sean siendo sido",
    "haber": "hay habra habria hubo haya hubiera hubiese habia he has ha hemos han",
    "estar": "estoy estas esta estamos estan estaba estaban estuve estuvo estare estara estaran "
    "estaria este esten estando",
    "venir": "vengo veni venis vienes viene venimos vienen venia vine vino viniste vinieron "
    "vendre vendra vendran vendria venga vengan viniera viniendo",
    "poner": "pongo pones pone ponemos ponen puse puso pusiste pusieron pondra pondria ponga "
    "pongas pongan pongame ponganme ponme pusiera",
    "decir": "digo decis dices dice decimos dicen decia dije dijo dijiste dijeron dira diria diga "
    "digas digan digame diganme dijera diciendo decime dime decile dicho",
    "dar": "doy das da damos dan daba di dio diste dieron daria darias dara daras daran dare des "
    "den demos dieras diera dando dado dame deme denme danos",
    "saber": "sabes sabe sabemos saben sabia supe supo sabra sabria sepa sepan",
    "pasar": "paso pasas pasa pasamos pasan pasaba pase pasaste pasaron pasaria pasara pasaras "
    "pasen pases",
    "mover": "muevo moves mueves move mueve movemos mueven movi movio moviste moveria mueva muevas "
    "muevan muevame muevanme moverse corro corre corremos corren corri corrio corramos corra "
    "corran correr",
    "pedir": "pido pedis pides pide pedimos piden pedi pidio pediste pediria pida pidas pidiendo",
    "conseguir": "consigo conseguis consigues consigue consiguen consegui consiguio conseguiria "
    "consiga",
    "necesitar": "necesito necesitas necesita necesitamos necesitan necesitaba necesitaria "
    "necesite preciso precisas precisa precisamos precisan precisaba precisaria precisar ocupo "
    "ocupamos",
    "salir": "salgo salis sales sale salimos salen salia sali salio saldra saldria salga saliendo",
    "llegar": "llego llegas llega llegamos llegan llegue llegaste llegaron llegare llegara "
    "llegaria llegando",
    "quedar": "quedo quedas queda quedamos quedan quedaba quede quedaste quedaron quedaria",
}
_VERB_OF = {form: verb for verb, forms in _FORMS.items() for form in (verb, *forms.split())}

# Pronouns after the verb: «hacérmelo», «pasándola»; «anotame», «agéndenmelo»; «ponelo» only of a
# verb of the table, since «cancelo» ends alike.
_OF_ANY_VERB = (
    re.compile(r"(.{2,}?(?:[aei]r|ando|iendo))(?:(?:me|te|se|nos)(?:l[ao]s?)?|l[aeo]s?)"),
    re.compile(r"(.{4,}?[aei]n?)(?:me|nos)(?:l[ao]s?)?"),
)
_ORDER = re.compile(r"(.{2,}?[aei]n?)(?:(?:me|te|se|nos)(?:l[ao]s?)?|l[aeo]s?)")


@lru_cache(maxsize=50_000)
def verb_of(folded: str) -> str:
    """Return the verb a folded word is a form of; of a regular one, and of any word, the stem."""
    bare = _bare(folded, _OF_ANY_VERB)
    forms = (folded, bare, _bare(folded, (_ORDER,)))
    return next((_VERB_OF[form] for form in forms if form in _VERB_OF), "") or stem_of(bare)


def _bare(word: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """Return a word without the pronouns at its end, if one of the patterns sees any."""
    matches = (pattern.fullmatch(word) for pattern in patterns)
    return next((match[1] for match in matches if match), word)
