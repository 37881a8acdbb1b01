"""What people say about themselves, and what only looks like it."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

import pytest

from preferences.flow import Flow
from preferences.flow_file import load_flows
from preferences.parsing import load_language
from preferences.statements import Statement, StatementReading, looks_like_statement, read_statements

# A Wednesday morning, the project's own flows and tables.
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=timezone.utc)

# A sentence, and what it says: sign, concept, value, and the words of the condition behind an @.
SAID = [
    ("I'm a Warriors fan", "+team=Golden State Warriors"),
    ("I like Italian restaurants", "+cuisine=Italian"),
    ("I really love jazz", "+music_genre=jazz"),
    ("I can't stand country music", "-music_genre=country"),
    ("I'm a Celtics fan and I like Thai food", "+team=Boston Celtics; +cuisine=Thai"),
    ("I live in Portland, Maine", "+home=Portland, Maine"),
    ("my favourite team is the Lakers", "+team=Los Angeles Lakers"),
    ("actually I'm a Yankees fan now", "+team=New York Yankees"),
    ("always give me temperatures in celsius", "+temperature_unit=celsius"),
    ("no, not that, I prefer blues", "+music_genre=blues"),
    ("I only eat vegan", "+diet=vegan"),
    ("just for today I want sushi", "+cuisine=sushi @just for today"),
    ("I'm an Arsenal fan", "+team=Arsenal"),
    ("my favourite team is <script>alert(1)</script>", "unknown team"),
    ("I like country music", "+music_genre=country"),
    ("not a big fan of horror films", "-film_genre=horror"),
    ("I root for Arsenal", "+team=Arsenal"),
    ("I support Liverpool", "+team=Liverpool"),
    ("I follow the Dodgers", "+team=Los Angeles Dodgers"),
    ("Go Celtics!", "+team=Boston Celtics"),
    ("prefer blues to rock", "+music_genre=blues"),
    ("I'm vegetarian", "+diet=vegetarian"),
    ("I don't eat meat", "+diet=vegetarian"),
    ("call me Sam", "+name=Sam"),
    ("my name is Sam", "+name=Sam"),
    ("I go by Sam", "+name=Sam"),
    ("my home is in Chicago", "+home=Chicago, Illinois"),
    ("I'm based in Toronto", "+home=Toronto, Ontario"),
    ("I moved to Denver last year", "+home=Denver, Colorado"),
    ("use metric", "+temperature_unit=celsius"),
    ("I usually get up at 6:30", "+wake_up=06:30"),
    ("I wake up at seven", "+wake_up=07:00"),
    ("the bedroom is my favourite room", "+room=bedroom"),
    ("I love jazz but hate country", "+music_genre=jazz; -music_genre=country"),
    ("I like jazz, blues and soul", "+music_genre=jazz; +music_genre=blues; +music_genre=soul"),
    (
        "my favourite team used to be the Lakers, now it's the Yankees",
        "ended +team=Los Angeles Lakers; +team=New York Yankees",
    ),
    ("I don't like sushi any more", "-cuisine=sushi"),
    ("until Friday I want vegan food", "+diet=vegan @until Friday"),
    ("in the mornings I like jazz", "+music_genre=jazz @in the mornings"),
    ("on weekends I prefer rock", "+music_genre=rock @on weekends"),
    (
        "in the morning I like jazz and in the evening I prefer classical music",
        "+music_genre=jazz @in the morning; +music_genre=classical @in the evening",
    ),
    (
        "I like jazz in the morning and classical in the evening",
        "+music_genre=jazz @in the morning; +music_genre=classical @in the evening",
    ),
    ("at night I listen to ambient music", "+music_genre=ambient @at night"),
    ("on Sundays I eat pancakes", "+cuisine=pancakes @on Sundays"),
    ("when I'm in the kitchen I like reggae", "+music_genre=reggae @when I'm in the kitchen"),
    ("I prefer comedies on the tv", "+film_genre=comedy @on the tv"),
    ("tonight only I want pizza", "+cuisine=pizza @tonight only"),
    ("I'm a Giants fan", "which team?"),
    ("I love the Dubs", "+team=Golden State Warriors"),
    ("I love itallian food", "+cuisine=Italian"),
    ("my favourite team is the colour of tuesday", "unknown team"),
    ("I love klingon food", "unknown cuisine"),
    ("I used to like jazz but now I prefer blues", "ended +music_genre=jazz; +music_genre=blues"),
    ("I'm no longer a Lakers fan", "ended +team=Los Angeles Lakers"),
    ("country music isn't my thing", "-music_genre=country"),
    ("jazz is my favourite genre", "+music_genre=jazz"),
    ("the Knicks are my team", "+team=New York Knicks"),
    ("I have a soft spot for westerns", "+film_genre=western"),
    ("my favorite kind of movie is comedy", "+film_genre=comedy"),
    ("I enjoy watching thrillers", "+film_genre=thriller"),
    ("I like listening to Taylor Swift", "+artist=Taylor Swift"),
    ("my favourite band is Radiohead", "+artist=Radiohead"),
    ("never play country", "-music_genre=country"),
    ("always play jazz in the mornings", "+music_genre=jazz @in the mornings"),
    ("I could eat pizza every day", "+cuisine=pizza"),
    ("I don't think I like opera", "-music_genre=opera"),
    ("I hate Justin Bieber", "-artist=Justin Bieber"),
    ("hate country music", "-music_genre=country"),
    ("huge Lakers fan here", "+team=Los Angeles Lakers"),
    ("I'm a Jazz fan", "+team=Utah Jazz"),
    ("I'm a jazz fan", "+music_genre=jazz"),
    ("I love the blues", "+music_genre=blues"),
    ("I'm gluten free", "+diet=gluten-free"),
    ("I can't eat gluten", "+diet=gluten-free"),
    ("I'm allergic to nuts", "+diet=nut-free"),
    ("we are Chelsea fans", "+team=Chelsea"),
    ("I think my favourite food is Mexican", "+cuisine=Mexican"),
    ("I've been a Bears fan all my life", "+team=Chicago Bears"),
    ("I switched from the Lakers to the Celtics", "ended +team=Los Angeles Lakers; +team=Boston Celtics"),
    ("I get up at 7 on weekdays", "+wake_up=07:00 @on weekdays"),
    ("I live in Paris, France and I love jazz", "+home=Paris, France; +music_genre=jazz"),
    ("please call me Alex and remember that I like Greek food", "+name=Alex; +cuisine=Greek"),
    ("everyone calls me Bob", "+name=Bob"),
    ("my favourite food's sushi", "+cuisine=sushi"),
    ("what I like best is Thai", "+cuisine=Thai"),
    ("Italian food is my favourite", "+cuisine=Italian"),
    ("I'm into hip-hop", "+music_genre=hip hop"),
    ("I love 80s music", "+music_genre=80s music"),
    ("I don't like horror movies or romantic comedies", "-film_genre=horror; -film_genre=romantic comedy"),
    ("I don't like pop and I hate techno", "-music_genre=pop; -music_genre=techno"),
    ("you should know that I'm vegan", "+diet=vegan"),
    ("I really don't care for seafood", "-cuisine=seafood"),
    ("I adore Beyonce", "+artist=Beyoncé"),
    ("I'm more of a rock person", "+music_genre=rock"),
    ("I'm not a country guy", "-music_genre=country"),
    ("I bleed green, go Celtics!", "+team=Boston Celtics"),
    ("we usually watch thrillers", "+film_genre=thriller"),
    ("I've always loved soul music", "+music_genre=soul"),
    ("my go-to food is Thai", "+cuisine=Thai"),
    ("my favourite genre of music is hip hop", "+music_genre=hip hop"),
    ("my all time favorite band is the Beatles", "+artist=The Beatles"),
    ("I'm a vegan", "+diet=vegan"),
    ("I'm on a keto diet", "+diet=keto"),
    ("I eat halal", "+diet=halal"),
    ("I've become a vegetarian", "+diet=vegetarian"),
    ("I am lactose intolerant", "+diet=lactose-free"),
    ("we live in Leeds", "+home=Leeds, England"),
    ("I used to live in Boston but I moved to Seattle", "ended +home=Boston, Massachusetts; +home=Seattle, Washington"),
    ("I don't live in Boston any more", "ended +home=Boston, Massachusetts"),
    ("I just moved to Austin, Texas", "+home=Austin, Texas"),
    ("I live in london", "+home=London, England"),
    ("i live in san francisco", "+home=San Francisco, California"),
    ("home is Vienna", "+home=Vienna, Austria"),
    ("my hometown is Boise", "+home=Boise, Idaho"),
    ("please use fahrenheit from now on", "+temperature_unit=fahrenheit"),
    ("I think in celsius", "+temperature_unit=celsius"),
    ("tell me temperatures in fahrenheit please", "+temperature_unit=fahrenheit"),
    ("from now on use celsius", "+temperature_unit=celsius"),
    ("switch to metric units", "+temperature_unit=celsius"),
    ("I always wake up at 5:45 am", "+wake_up=05:45"),
    ("I get up around half past six", "+wake_up=06:30"),
    ("on weekdays I get up at 6 and on weekends at 9", "+wake_up=06:00 @on weekdays; +wake_up=09:00 @on weekends"),
    ("my alarm is always at 7", "+wake_up=07:00"),
    ("my name's Priya", "+name=Priya"),
    ("you can call me Mo", "+name=Mo"),
    ("i'm called Robin", "+name=Robin"),
    ("don't call me Samuel", "-name=Samuel"),
    ("I spend most of my time in the office", "+room=office"),
    ("my favorite room is the den", "+room=den"),
    ("oh and I'm a fan of Radiohead", "+artist=Radiohead"),
    ("I love Beyoncé and Adele", "+artist=Beyoncé; +artist=Adele"),
    ("I like the Beatles but not the Rolling Stones", "+artist=The Beatles; -artist=The Rolling Stones"),
    ("I'm crazy about sushi", "+cuisine=sushi"),
    ("I despise opera", "-music_genre=opera"),
    ("I avoid fast food", "-cuisine=fast food"),
    ("I never watch war movies", "-film_genre=war"),
    ("I never listen to heavy metal", "-music_genre=heavy metal"),
    ("I don't listen to country any more", "ended +music_genre=country"),
    ("I stopped eating meat", "+diet=vegetarian"),
    ("I no longer like sushi", "-cuisine=sushi"),
    ("this week I only want vegetarian food", "+diet=vegetarian @this week"),
    ("for the next two weeks I want salads", "+cuisine=salad @for the next two weeks"),
    ("tonight I prefer Chinese", "+cuisine=Chinese @tonight"),
    ("until the end of the month I'm vegan", "+diet=vegan @until the end of the month"),
    ("on Friday nights I like pizza", "+cuisine=pizza @on Friday nights"),
    ("I kind of like bluegrass", "+music_genre=bluegrass"),
    ("I like jazz a lot", "+music_genre=jazz"),
    ("I'm really not into techno", "-music_genre=techno"),
    ("My least favourite music is country", "-music_genre=country"),
    ("Chinese is my favorite kind of food", "+cuisine=Chinese"),
    ("nothing beats a good burger", "+cuisine=burgers"),
    ("I can't get enough of K-pop", "+music_genre=K-pop"),
    ("Real Madrid is my team", "unknown team"),
    ("I root for the Boston Red Sox", "+team=Boston Red Sox"),
    ("my team's the Packers", "+team=Green Bay Packers"),
    ("I love the Toronto Maple Leafs", "+team=Toronto Maple Leafs"),
    ("I support the Heat", "+team=Miami Heat"),
    ("I love the Heat", "+team=Miami Heat"),
    ("I'm a Man United supporter", "+team=Manchester United"),
    ("My favourite team is the Rangers", "which team?"),
    ("I'm a big Yankees fan, and my wife loves the Mets", "+team=New York Yankees"),
    ("I like Italian food, my husband likes Mexican", "+cuisine=Italian"),
    ("I like jazz, what about you?", "+music_genre=jazz"),
    ("I dont like horor movies", "-film_genre=horror"),
    ("i luv hiphop", "+music_genre=hip hop"),
    ("im a lakers fan", "+team=Los Angeles Lakers"),
    ("I like Thai better than Chinese", "+cuisine=Thai"),
    ("my favourite food is sushi and my favourite music is jazz", "+cuisine=sushi; +music_genre=jazz"),
    (
        "I'm a Warriors fan, I love Mexican food and I hate country music",
        "+team=Golden State Warriors; +cuisine=Mexican; -music_genre=country",
    ),
    ("I like jazz; call me Sam", "+music_genre=jazz; +name=Sam"),
    ("remember that I prefer documentaries", "+film_genre=documentary"),
    ("learn that I like Greek food", "+cuisine=Greek"),
    ("I'd say my favourite team is Arsenal", "+team=Arsenal"),
    ("if you ask me, I prefer blues", "+music_genre=blues"),
    ("stop playing country, I hate it", "-music_genre=country"),
    ("I tried Ethiopian food and I love it", "+cuisine=Ethiopian"),
    ("I want jazz in the mornings", "+music_genre=jazz @in the mornings"),
    ("only vegan food this week", "+diet=vegan @this week"),
    ("make it vegan for today", "+diet=vegan @for today"),
    ("my team is now the Mets", "+team=New York Mets"),
    ("I've gone off sushi", "ended +cuisine=sushi"),
    ("we're a vegetarian household", "+diet=vegetarian"),
    ("I'm allergic to dairy", "+diet=dairy-free"),
    ("I get up at 7 on weekdays and at 9 on weekends", "+wake_up=07:00 @on weekdays; +wake_up=09:00 @on weekends"),
    ("I'm a fan of the Seahawks", "+team=Seattle Seahawks"),
    ("I'm a lifelong Packers supporter", "+team=Green Bay Packers"),
    ("I am a huge Manchester City fan", "+team=Manchester City"),
    ("We're Dodgers fans", "+team=Los Angeles Dodgers"),
    ("I cheer for the Bruins", "+team=Boston Bruins"),
    ("I'm rooting for the Mets", "+team=New York Mets"),
    ("I support Tottenham", "+team=Tottenham Hotspur"),
    ("Tottenham is my team", "+team=Tottenham Hotspur"),
    ("My favorite team is the Golden State Warriors", "+team=Golden State Warriors"),
    ("my favourite basketball team is the Bulls", "+team=Chicago Bulls"),
    ("my favourite nfl team is the Chiefs", "+team=Kansas City Chiefs"),
    ("the Yankees are my favorite team", "+team=New York Yankees"),
    ("I can't stand the Dallas Cowboys", "-team=Dallas Cowboys"),
    ("I hate the Lakers", "-team=Los Angeles Lakers"),
    ("I'm not a Cowboys fan", "-team=Dallas Cowboys"),
    ("I've supported Arsenal since I was a kid", "+team=Arsenal"),
    ("I follow Chelsea", "+team=Chelsea"),
    ("honestly I'm an Everton supporter", "+team=Everton"),
    ("I used to be a Knicks fan", "ended +team=New York Knicks"),
    ("I used to support Liverpool but now I support Everton", "ended +team=Liverpool; +team=Everton"),
    ("I'm a Celtics and Red Sox fan", "which team?"),
    ("I'm a 49ers fan", "+team=San Francisco 49ers"),
    ("I'm a Red Sox guy", "+team=Boston Red Sox"),
    ("I love Indian food", "+cuisine=Indian"),
    ("I enjoy Korean cuisine", "+cuisine=Korean"),
    ("I adore French cooking", "+cuisine=French"),
    ("I'm fond of Greek restaurants", "+cuisine=Greek"),
    ("I dislike Vietnamese food", "-cuisine=Vietnamese"),
    ("I don't really like Chinese food", "-cuisine=Chinese"),
    ("we love Mexican", "+cuisine=Mexican"),
    ("I mostly eat Mediterranean food", "+cuisine=Mediterranean"),
    ("I'm not keen on seafood", "-cuisine=seafood"),
    ("ramen is my favourite dish", "+cuisine=ramen"),
    ("my favourite cuisine is Ethiopian", "+cuisine=Ethiopian"),
    ("my favorite type of restaurant is Japanese", "+cuisine=Japanese"),
    ("I like eating tacos", "+cuisine=tacos"),
    ("I love to eat curry", "+cuisine=curry"),
    ("I never eat sushi", "-cuisine=sushi"),
    ("I don't eat fast food", "-cuisine=fast food"),
    ("I like Spanish and Portuguese food", "+cuisine=Spanish; +cuisine=Portuguese"),
    ("I like spicy Thai food", "+cuisine=Thai"),
    ("I really really like burgers", "+cuisine=burgers"),
    ("I like pizza for dinner", "+cuisine=pizza @for dinner"),
    ("I'm a big fan of Turkish food", "+cuisine=Turkish"),
    ("I love good Italian restaurants", "+cuisine=Italian"),
    ("we don't like Indian food", "-cuisine=Indian"),
    ("I prefer Thai over Chinese", "+cuisine=Thai"),
    ("I have a weakness for tacos", "+cuisine=tacos"),
    ("I love sushi so much", "+cuisine=sushi"),
    ("I'm a sucker for ramen", "+cuisine=ramen"),
    ("I like heavy metal", "+music_genre=heavy metal"),
    ("I love hip hop music", "+music_genre=hip hop"),
    ("I'm into electronic music", "+music_genre=electronic"),
    ("I enjoy bossa nova", "+music_genre=bossa nova"),
    ("I'm really into folk music these days", "+music_genre=folk"),
    ("I mostly listen to classical music", "+music_genre=classical"),
    ("I listen to reggae all day", "+music_genre=reggae"),
    ("my favourite music genre is funk", "+music_genre=funk"),
    ("my favourite kind of music is disco", "+music_genre=disco"),
    ("my favorite music's bluegrass", "+music_genre=bluegrass"),
    ("I'm a country music fan", "+music_genre=country"),
    ("I detest rap", "-music_genre=rap"),
    ("rap is not my thing", "-music_genre=rap"),
    ("I can't bear techno", "-music_genre=techno"),
    ("I don't listen to pop", "-music_genre=pop"),
    ("I love classical music but I hate opera", "+music_genre=classical; -music_genre=opera"),
    ("I prefer jazz to pop", "+music_genre=jazz"),
    ("I'd have to say my favourite genre is soul", "+music_genre=soul"),
    ("I like rock and roll", "+music_genre=rock and roll"),
    ("I love rock", "+music_genre=rock"),
    ("I love r&b", "+music_genre=R&B"),
    ("I like R&B and gospel", "+music_genre=R&B; +music_genre=gospel"),
    ("I really enjoy salsa", "+music_genre=salsa"),
    ("I love Taylor Swift", "+artist=Taylor Swift"),
    ("I'm a huge Coldplay fan", "+artist=Coldplay"),
    ("I'm a fan of Drake", "+artist=Drake"),
    ("I can't stand Justin Bieber", "-artist=Justin Bieber"),
    ("Adele is my favourite singer", "+artist=Adele"),
    ("my favourite artist is Beyonce", "+artist=Beyoncé"),
    ("my favorite musician is Miles Davis", "+artist=Miles Davis"),
    ("I love listening to Bob Marley", "+artist=Bob Marley"),
    ("I like the Rolling Stones", "+artist=The Rolling Stones"),
    ("I don't like Drake", "-artist=Drake"),
    ("I'm a Radiohead fan", "+artist=Radiohead"),
    ("I love horror movies", "+film_genre=horror"),
    ("I like science fiction films", "+film_genre=science fiction"),
    ("I enjoy watching documentaries", "+film_genre=documentary"),
    ("I'm not into romantic comedies", "-film_genre=romantic comedy"),
    ("I can't stand musicals", "-film_genre=musical"),
    ("I prefer thrillers", "+film_genre=thriller"),
    ("I love comedies", "+film_genre=comedy"),
    ("my favourite film genre is horror", "+film_genre=horror"),
    ("my favourite movies are westerns", "+film_genre=western"),
    ("I only watch documentaries", "+film_genre=documentary"),
    ("I hate war movies", "-film_genre=war"),
    ("I don't watch horror films", "-film_genre=horror"),
    ("I'm a big horror fan", "+film_genre=horror"),
    ("I'm vegan", "+diet=vegan"),
    ("I am vegetarian", "+diet=vegetarian"),
    ("I'm a pescatarian", "+diet=pescatarian"),
    ("we're vegetarian", "+diet=vegetarian"),
    ("I eat gluten free", "+diet=gluten-free"),
    ("I have to eat gluten free", "+diet=gluten-free"),
    ("I keep kosher", "+diet=kosher"),
    ("I don't eat dairy", "+diet=dairy-free"),
    ("I'm coeliac", "+diet=gluten-free"),
    ("I follow a vegan diet", "+diet=vegan"),
    ("I went vegan", "+diet=vegan"),
    ("I am strictly vegetarian", "+diet=vegetarian"),
    ("I live in Berlin", "+home=Berlin, Germany"),
    ("I'm living in Tokyo", "+home=Tokyo, Japan"),
    ("I live in New York City", "+home=New York City, New York"),
    ("I live in Portland, Oregon", "+home=Portland, Oregon"),
    ("my home is Lisbon", "+home=Lisbon, Portugal"),
    ("we moved to Austin", "+home=Austin, Texas"),
    ("I've moved to Seattle", "+home=Seattle, Washington"),
    ("I reside in Oslo", "+home=Oslo, Norway"),
    ("my city is Rome", "+home=Rome, Italy"),
    ("I'm based in Madrid now", "+home=Madrid, Spain"),
    ("I no longer live in Berlin, I live in Munich", "ended +home=Berlin, Germany; +home=Munich, Germany"),
    ("my home town is Glasgow", "+home=Glasgow, Scotland"),
    ("always use fahrenheit", "+temperature_unit=fahrenheit"),
    ("I prefer celsius", "+temperature_unit=celsius"),
    ("I use metric", "+temperature_unit=celsius"),
    ("give me temperatures in celsius", "+temperature_unit=celsius"),
    ("I want temperatures in fahrenheit", "+temperature_unit=fahrenheit"),
    ("please always give me the temperature in celsius", "+temperature_unit=celsius"),
    ("I like my temperatures in fahrenheit", "+temperature_unit=fahrenheit"),
    ("always tell me the temperature in fahrenheit", "+temperature_unit=fahrenheit"),
    ("show temperatures in celsius", "+temperature_unit=celsius"),
    ("I don't understand fahrenheit", "+temperature_unit=celsius"),
    ("call me Captain", "+name=Captain"),
    ("please call me Ana", "+name=Ana"),
    ("my name is Maria Garcia", "+name=Maria Garcia"),
    ("my friends call me Teddy", "+name=Teddy"),
    ("I go by Lee", "+name=Lee"),
    ("the name's Ada", "+name=Ada"),
    ("I'd like to be called Robin", "+name=Robin"),
    ("my first name is Noor", "+name=Noor"),
    ("I want you to call me Chris", "+name=Chris"),
    ("I get up at 6", "+wake_up=06:00"),
    ("I wake up around 8 am", "+wake_up=08:00"),
    ("I normally wake up at half past seven", "+wake_up=07:30"),
    ("I usually wake up at quarter to seven", "+wake_up=06:45"),
    ("I get up at 6:45 every day", "+wake_up=06:45"),
    ("my wake up time is 6:45", "+wake_up=06:45"),
    ("I'm up at five", "+wake_up=05:00"),
    ("my day starts at 6", "+wake_up=06:00"),
    ("I rise at 5:45", "+wake_up=05:45"),
    ("always wake me up at 7", "+wake_up=07:00"),
    ("wake me up at 7 every day", "+wake_up=07:00"),
    ("the kitchen is my favourite room", "+room=kitchen"),
    ("my favourite room is the living room", "+room=living room"),
    ("I'm mostly in the kitchen", "+room=kitchen"),
    ("I'm usually in the office", "+room=office"),
    ("I spend my evenings in the living room", "+room=living room"),
    ("my favorite room in the house is the bedroom", "+room=bedroom"),
    ("I like blues at night", "+music_genre=blues @at night"),
    ("on Sundays I prefer classical music", "+music_genre=classical @on Sundays"),
    ("I love pancakes for breakfast", "+cuisine=pancakes @for breakfast"),
    ("every morning I listen to jazz", "+music_genre=jazz @every morning"),
    ("in the afternoon I like pop", "+music_genre=pop @in the afternoon"),
    ("in the car I like rock", "+music_genre=rock @in the car"),
    ("I like horror movies at night", "+film_genre=horror @at night"),
    ("on the kitchen speaker I prefer soul", "+music_genre=soul @on the kitchen speaker"),
    ("just for tonight I want Mexican", "+cuisine=Mexican @just for tonight"),
    ("for today make it Thai", "+cuisine=Thai @for today"),
    ("until tomorrow I want Indian food", "+cuisine=Indian @until tomorrow"),
    ("this weekend I feel like burgers", "+cuisine=burgers @this weekend"),
    ("I want rock music on Fridays", "+music_genre=rock @on Fridays"),
    ("from now on play jazz", "+music_genre=jazz"),
    ("please never recommend sushi", "-cuisine=sushi"),
    ("don't ever play country again", "-music_genre=country"),
    ("during the week I eat vegetarian", "+diet=vegetarian @during the week"),
    ("on weekdays I like quiet jazz", "+music_genre=jazz @on weekdays"),
]

UNSAID = [
    "do you like jazz?",
    "my brother is a Lakers fan",
    "she loves jazz",
    "we had pizza",
    "if I liked jazz",
    "I would like jazz",
    "imagine I like jazz",
    "I'd like an Indian restaurant tonight",
    "I want to hear reggae",
    "I want pizza",
    "I feel like sushi",
    "my wife says I like jazz",
    "I love you",
    "I like turtles",
    "I watched a horror film yesterday",
    "I'd love some Thai food",
    "what is my favourite team",
    "play some jazz",
    "find me a Thai restaurant",
    "I like this song",
    "I love my country",
    "I like rock climbing",
    "my sister thinks I like country",
    "call me back later",
    "call me a taxi",
    "wake me up at 7",
    "set the oven to 200 degrees celsius",
    "give me the temperature in celsius",
    "I like the Italian restaurant on Main Street",
    "do the Lakers play tonight",
    "I wish I liked opera",
    "who likes jazz",
    "my friend and I watched the Lakers",
    "you like jazz",
    "I need a Mexican restaurant near me",
    "I was a Lakers fan when I was a kid",
    "jazz is better than rock",
    "tell me about the Celtics",
    "are you a Lakers fan",
    "I love Mexican people",
    "add pizza to my list",
    "I like to dance",
    "I want to watch a comedy tonight",
    "I hate waiting",
    "I love it",
    "I love my family",
    "I'm hungry",
    "I'm a teacher",
    "I'm Italian",
    "I'm American",
    "don't play country",
    "stop playing jazz",
    "play jazz in the morning",
    "I heard you like jazz",
    "they say I'm a Lakers fan",
    "is it true that I like jazz",
    "should I eat vegan",
    "can I get vegan food",
    "I'm going to a Celtics game",
    "the Lakers won and I was happy",
    "I think the Lakers will win",
    "I have a rock",
    "my favourite colour is blue",
    "my favourite team",
    "I like",
    "I prefer to walk",
    "I live in a small apartment",
    "I live with my parents",
    "I get up at 5 tomorrow",
    "my dad's favourite team is the Bears",
    "her favourite food is sushi",
    "remind me to order pizza",
    "I don't know if I like jazz",
    "unless I like jazz",
    "what if I was a Lakers fan",
    "we watched a comedy and she loved it",
    "my boss is vegan and I had to cook",
    "turn the lights blue",
    "I like big cities like Boston",
    "I'd rather listen to jazz",
    "show me restaurants in Portland",
    "I like how you said that",
    "I don't mind jazz",
    "we had sushi and I really loved it",
    "no, thanks",
    "what do you know about me?",
    "forget that I like Italian food",
    "why did you play that?",
]

NASTY = [
    "",
    " ",
    "/",
    "\n\t",
    "I like " * 800,
    "I like \U0001f355\U0001f525",
    "I like \u0434\u0436\u0430\u0437 and \u7235\u58eb",
    "I like '; DROP TABLE preferences; --",
    "I like <b>nothing</b>",
    "I like \x00\x01 things",
    "my name is <img src=x onerror=alert(1)>",
    "call me " + "a" * 500,
    "((((((",
    "I like , , , and and",
    "..." * 100,
]


@pytest.fixture(scope="module")
def flows() -> tuple[Flow, ...]:
    """The project's teaching flows."""
    return load_flows()


@pytest.fixture(scope="module")
def nlp() -> Any:
    """The English pipeline."""
    return load_language()


def told(statement: Statement) -> str:
    """A statement as the table writes it."""
    condition = f" @{statement.condition.words}" if statement.condition.words else ""
    over = "ended " if statement.ended else ""
    return f"{over}{'+' if statement.liked else '-'}{statement.concept}={statement.value}{condition}"


def shown(reading: StatementReading) -> str:
    """A reading as the table writes it."""
    parts = [told(statement) for statement in reading.statements]
    parts += [f"which {one.concept}?" for one in reading.ambiguous]
    parts += [f"unknown {one.concept}" for one in reading.unknown]
    return "; ".join(parts)


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_what_is_said_is_read(text: str, expected: str, flows: tuple[Flow, ...], nlp: Any) -> None:
    assert shown(read_statements(text, flows, NOW, nlp)) == expected


@pytest.mark.parametrize("text", UNSAID)
def test_what_is_not_said_is_not_read(text: str, flows: tuple[Flow, ...], nlp: Any) -> None:
    reading = read_statements(text, flows, NOW, nlp)
    assert shown(reading) == ""
    assert reading.rejected


@pytest.mark.parametrize("text", [text for text, _ in SAID])
def test_the_quick_look_misses_no_statement(text: str, flows: tuple[Flow, ...]) -> None:
    assert looks_like_statement(text, flows)


@pytest.mark.parametrize(
    "text",
    [
        "what time is it in Paris?",
        "play some music",
        "find me a restaurant",
        "turn on the lights",
        "set an alarm for 7",
    ],
)
def test_the_quick_look_passes_requests_by(text: str, flows: tuple[Flow, ...]) -> None:
    assert not looks_like_statement(text, flows)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_teaches_nothing(text: str, flows: tuple[Flow, ...], nlp: Any) -> None:
    assert read_statements(text, flows, NOW, nlp).statements == ()


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("I kind of like jazz", 0.5),
        ("I like jazz", 1.0),
        ("I really like jazz", 1.5),
        ("I love jazz", 2.0),
        ("I hate jazz", 2.0),
        ("I don't like jazz", 1.0),
    ],
)
def test_intensity_shows_in_the_strength(text: str, strength: float, flows: tuple[Flow, ...], nlp: Any) -> None:
    assert [statement.strength for statement in read_statements(text, flows, NOW, nlp).statements] == [strength]


def test_the_evidence_of_a_later_clause_begins_with_a_word(flows: tuple[Flow, ...], nlp: Any) -> None:
    reading = read_statements("my favourite team used to be the Lakers, now it's the Yankees", flows, NOW, nlp)
    assert [one.words for one in reading.statements if not one.ended] == ["now it's the Yankees"]


def test_a_name_of_several_teams_is_asked_about(flows: tuple[Flow, ...], nlp: Any) -> None:
    (one,) = read_statements("I'm a Giants fan", flows, NOW, nlp).ambiguous
    assert one.candidates == ("New York Giants", "San Francisco Giants")


def test_an_unknown_value_is_named_and_not_stored(flows: tuple[Flow, ...], nlp: Any) -> None:
    reading = read_statements("my favourite team is the colour of tuesday", flows, NOW, nlp)
    assert reading.statements == ()
    assert [(one.concept, one.words) for one in reading.unknown] == [("team", "the colour of tuesday")]


def test_every_example_of_every_flow_is_read(flows: tuple[Flow, ...], nlp: Any) -> None:
    missed = []
    for flow in flows:
        for example in flow.statements:
            reading = read_statements(example.text, flows, NOW, nlp)
            concepts = {one.concept for one in (*reading.statements, *reading.ambiguous)}
            if flow.concept not in concepts:
                missed.append(example.text)
    assert missed == []


def test_the_quick_look_takes_microseconds(flows: tuple[Flow, ...]) -> None:
    looks_like_statement("warm", flows)
    begin = time.perf_counter()
    for _ in range(200):
        looks_like_statement("find me a good place to eat tonight near the harbour please", flows)
    assert (time.perf_counter() - begin) / 200 < 0.0005
