/*
 * Transactions in the corrected profile: TX.Check, TX.Apply, BLOCK.3, END.Check, NONCE.Grant, PROP.C9 and C10.
 *
 * Management nodes lie: they give one r under many expiries, make blocks at any time that BLOCK.C3, PROP.C9 and C10 let
 * pass, order what they like, and keep and repeat every message. So does one of the three hospitals. Clocks agree.
 * A block has one entry: two entries are two blocks of one time, up to BLOCK.3, which TX.C11 makes irrelevant at that time.
 *
 *   CONTENTS   with TX.C13 to C28, as "no two entries with this key"; without, nonces alone are at work
 *   WALK       for simulation: prints each step that is tried, and the state after it (README.md, Walks)
 *
 * Controls, each one rule less:
 *   NO_SPENT          TX.C12            FORGET_EARLY    BLOCK.3 with expires <= time
 *   NO_EXPIRY         TX.C11            TIME_BACK       BLOCK.C3
 *   UNSIGNED_NONCE    the grant is outside h (MSG.Digest.1)
 *   COUNT_MESSAGES    END.C4, BLOCK.C10: endorsements are counted, not hospitals
 *   NO_WINDOW         TX.C10            NO_LIMIT        TX.C29
 *   NO_CONTENTS       (with CONTENTS) TX.C17 and its like
 *
 * Bounds: 3 hospitals, threshold 1; 1 content, which its author signs up to 2 times; 2 grants with r among 2; clock 0 to END.
 */
#define END 5                   /* as any_time has it */
#define WINDOW 1
#define GRANT_TIME 1
#define REQUESTS 2
#define GRANTS 2
#define THRESHOLD 1

typedef Request { bit is_signed; byte grant; byte time; byte commits; };
typedef Grant { bit given; byte r; byte expires; bit spent; };  /* spent: ghost, it was spent by a block, forgotten or not */
typedef Endorsed { byte by; };  /* set of honest hospitals, 0 and 1; the third endorses everything, always */

byte now;
Request request[REQUESTS];
Grant grant[GRANTS];
Endorsed endorsed[4];           /* of request q under grant g: 2 q + g */
byte used[2];                   /* the author's, by r: 0 or 1 + expires */

byte time;                      /* L.time */
byte spent[2];                  /* L.spent, by r: 0 or 1 + expires */
bit present;                    /* L has the content */

/* TX.Check(L, t, request q under grant g), as far as it reads L, t and the nonce */
#ifdef NO_SPENT
#define C12(g) true
#else
#define C12(g) (spent[grant[g].r] == 0)
#endif
#ifdef NO_EXPIRY
#define C11(g, t) true
#else
#define C11(g, t) (t <= grant[g].expires)
#endif
#ifdef NO_WINDOW
#define C10(q, t) true
#else
#define C10(q, t) (t <= request[q].time + WINDOW)
#endif
#ifdef NO_LIMIT
#define C29(q, g) true
#else
#define C29(q, g) (grant[g].expires <= request[q].time + WINDOW + GRANT_TIME)
#endif
#ifdef UNSIGNED_NONCE
#define C3(q, g) (request[q].is_signed && grant[g].given)
#else
#define C3(q, g) (request[q].is_signed && grant[g].given && request[q].grant == g)
#endif
#if defined(CONTENTS) && !defined(NO_CONTENTS)
#define C17 (!present)
#else
#define C17 true
#endif
#define CHECK(q, g, t) (C3(q, g) && request[q].time <= t + WINDOW && C10(q, t) && C11(g, t) && C12(g) && C17 && C29(q, g))

#ifdef COUNT_MESSAGES
#define ENOUGH(x) true          /* the third, repeated */
#else
#define ENOUGH(x) ((x & 1) + (x >> 1) + 1 > THRESHOLD)
#endif
#ifdef TIME_BACK
#define C_TIME(t) true
#else
#define C_TIME(t) (t >= time)
#endif
#ifdef FORGET_EARLY
#define FORGOTTEN(r, t) (spent[r] != 0 && spent[r] - 1 <= t)
#else
#define FORGOTTEN(r, t) (spent[r] != 0 && spent[r] - 1 < t)
#endif

/* Walks. The check that refuses, in the order of the tables: its number, or 0. */
#define WHY(q, g, t) (!C3(q, g) -> 3 : (request[q].time > t + WINDOW -> 9 : (!C10(q, t) -> 10 : (!C11(g, t) -> 11 : \
  (!C12(g) -> 12 : (!C17 -> 17 : (!C29(q, g) -> 29 : 0)))))))
#define WHY_TIME(t) (t > now + WINDOW -> 109 : (now > t + WINDOW -> 110 : (!C_TIME(t) -> 203 : 0)))
#define WHY_BLOCK(q, g, t) (WHY_TIME(t) != 0 -> WHY_TIME(t) : \
  (!ENOUGH(endorsed[2 * q + g].by) -> 210 : (WHY(q, g, t) != 0 -> 300 + WHY(q, g, t) : 0)))
#define WHY_SIGN(g) (!grant[g].given -> 4 : (now > grant[g].expires -> 6 : \
  (used[grant[g].r] != 0 && used[grant[g].r] - 1 >= now -> 7 : (grant[g].expires > now + WINDOW + GRANT_TIME -> 8 : 0))))
#ifdef WALK
#define TRY(...) printf(__VA_ARGS__)
#define DONE printf("= %d %d %d%d %d%d%d %d%d%d%d\n", now, time, spent[0], spent[1], present, request[0].commits, \
  request[1].commits, endorsed[0].by, endorsed[1].by, endorsed[2].by, endorsed[3].by)
#else
#define TRY(...) skip
#define DONE skip
#endif
#ifdef WALK                     /* more often what can come of something */
#define USUAL(g, q) if :: g = request[q].grant :: g = request[q].grant :: skip fi
#define NEAR(t) if :: t = now :: t = now :: skip fi
#else
#define USUAL(g, q) skip
#define NEAR(t) skip
#endif

inline any_time(t) {            /* `select` would make late times rare in simulation */
  if
  :: t = 0
  :: t = 1
  :: t = 2
  :: t = 3
  :: t = 4
  :: t = 5
  fi
}

inline block(t) {
  time = t;                                             /* BLOCK.2 */
  if :: FORGOTTEN(0, t) -> spent[0] = 0 :: else fi;     /* BLOCK.3 */
  if :: FORGOTTEN(1, t) -> spent[1] = 0 :: else fi
}

active proctype Clock() {
#ifdef WALK
  byte rest;
#endif
end:
  do
#ifdef WALK                     /* so that more happens in a unit of time */
  :: atomic { now < END && rest == 12 -> TRY("> tick\n"); now++; DONE; rest = 0 }
  :: rest < 12 -> rest++
#else
  :: atomic { now < END -> now++ }
#endif
  od
}

active proctype Management() {
  byte g, r, expires;
end:
  do
  :: atomic {                   /* any r, any expires */
       (!grant[0].given || !grant[1].given) ->
       g = (grant[0].given -> 1 : 0);
       select (r : 0 .. 1);
       any_time(expires);
       if
       :: expires >= now && !(grant[0].given && grant[0].r == r && grant[0].expires == expires) ->  /* that is the same grant */
            TRY("> grant %d %d %d\n", g, r, expires);
            grant[g].given = 1; grant[g].r = r; grant[g].expires = expires;
            printf("%d: a grant %d of the nonce %d until %d\n", now, g, r, expires);
            DONE
       :: else
       fi;
       g = 0; r = 0; expires = 0 }
  od
}

active proctype Author() {
  byte q, g;
end:
  do
  :: atomic {
       (!request[0].is_signed || !request[1].is_signed) ->
       q = (request[0].is_signed -> 1 : 0);
       select (g : 0 .. 1);
       TRY("> sign %d %d %d\n", q, g, WHY_SIGN(g));
       if
       :: grant[g].given && now <= grant[g].expires &&  /* NONCE.Grant.C6, C7 with what .1 forgets */
         (used[grant[g].r] == 0 || used[grant[g].r] - 1 < now) ->
            if                  /* who does not keep to NONCE.Grant.C8 does not keep to C7 either */
            :: grant[g].expires <= now + WINDOW + GRANT_TIME -> used[grant[g].r] = grant[g].expires + 1
            :: else
            fi;
            request[q].is_signed = 1; request[q].grant = g; request[q].time = now;
            printf("%d: the author signs the request %d under the grant %d\n", now, q, g)
       :: else
       fi;
       DONE;
       q = 0; g = 0 }
  od
}

active proctype Hospitals() {
  byte h, q, g;
end:
  do
  :: atomic {
       grant[0].given ->
       select (h : 0 .. 1);
       select (q : 0 .. 1);
       select (g : 0 .. 1);
       USUAL(g, q);
       TRY("> endorse %d %d %d %d\n", h, q, g, WHY(q, g, now));
       if
       :: !(endorsed[2 * q + g].by & (1 << h)) && CHECK(q, g, now) ->
            endorsed[2 * q + g].by = endorsed[2 * q + g].by | (1 << h);
            printf("%d: the hospital %d endorses the request %d under the grant %d\n", now, h, q, g)
       :: else
       fi;
       DONE;
       h = 0; q = 0; g = 0 }
  od
}

active proctype Chain() {       /* a block that becomes final: Q hospitals made PROP.Check at their clocks */
  byte q, g, t;
end:
  do
  :: atomic {
       request[0].is_signed ->
       select (q : 0 .. 1);
       select (g : 0 .. 1);
       USUAL(g, q);
       any_time(t);
       NEAR(t);
       TRY("> block %d %d %d %d\n", q, g, t, WHY_BLOCK(q, g, t));
       if
       :: t <= now + WINDOW && now <= t + WINDOW && C_TIME(t) && ENOUGH(endorsed[2 * q + g].by) && CHECK(q, g, t) ->
            printf("%d: a block of the time %d commits the request %d under the grant %d\n", now, t, q, g);
            request[q].commits++;
            assert(request[q].commits <= 1);                            /* ONCE */
#ifndef UNSIGNED_NONCE         /* there it fails at once; what follows from that is of more interest */
            assert(request[q].grant == g);                              /* AUTHENTIC */
#endif
            assert(!grant[g].spent);                                    /* SPENT */
            assert(endorsed[2 * q + g].by != 0);                        /* ENDORSED */
            assert(t <= request[q].time + WINDOW);                      /* FRESH */
            assert(grant[g].expires <= t + 2 * WINDOW + GRANT_TIME);    /* MEMORY: L.spent is bounded in time */
#ifdef CONTENTS
            assert(!present);                                           /* CONTENT */
#endif
            grant[g].spent = 1;
            present = 1;
            spent[grant[g].r] = grant[g].expires + 1;                   /* TX.2 */
            block(t)
       :: else
       fi;
       DONE;
       q = 0; g = 0; t = 0 }
  :: atomic {                   /* a block of other people's */
       any_time(t);
       if
       :: t > time && t <= now + WINDOW && now <= t + WINDOW ->
            TRY("> other %d\n", t);
            block(t);
            printf("%d: a block of the time %d\n", now, t);
            DONE
       :: else
       fi;
       t = 0 }
  od
}
